package dev.graft.app.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.data.DataReport;
import dev.graft.data.source.Split;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of images that are there more than once. */
final class DataWarningsTest {

  @Test
  void theTwoThatDoNotAgreeAreNamed() {
    var one = new DataReport.Copy(Split.TRAIN, 0, "train/daisy/100.jpg", 0);
    var two = new DataReport.Copy(Split.TRAIN, 50, "train/roses/conflict.jpg", 1);
    var three = new DataReport.Copy(Split.TEST, 3, "test/daisy/dup.jpg", 0);
    List<String> warnings =
        DataWarnings.of(
            new DataReport(
                "d",
                "d",
                List.of("daisy", "roses"),
                List.of(),
                List.of(new DataReport.Duplicate(List.of(one, two, three))),
                List.of()));
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(0))
        .contains("in more than one split (train/daisy/100.jpg = test/daisy/dup.jpg)");
    assertThat(warnings.get(1))
        .contains("of two classes at once (train/daisy/100.jpg = train/roses/conflict.jpg)");
  }
}
