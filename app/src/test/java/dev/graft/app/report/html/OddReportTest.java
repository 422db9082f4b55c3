package dev.graft.app.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.report.OddRecords;
import dev.graft.app.report.html.drawing.Scale;
import dev.graft.app.report.json.Records;
import dev.graft.app.report.json.ReportMaterial;
import dev.graft.app.report.text.Showcase;
import dev.graft.compare.record.ComparisonRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Reports of records at the edges of what there may be. */
final class OddReportTest {

  private static Report report(ComparisonRecord record) {
    return new Report("Comparison on trees", "out", record, Records.material(record));
  }

  private static List<String> found(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList();
  }

  @Test
  void whatIsAlwaysRightIsDrawnToo() {
    for (Map.Entry<String, String> plot : report(OddRecords.perfect()).plots().entrySet()) {
      assertThat(plot.getValue()).as(plot.getKey()).doesNotContain("NaN", "Infinity");
    }
    Scale scale = Scale.shares(1, 1, 100, 0);
    assertThat(scale.at(1)).isEqualTo(0);
    assertThat(scale.ticks()).hasSizeGreaterThan(2).last().isEqualTo(1.0);
    assertThat(Scale.shares(0, 0, 100, 0).at(0)).isEqualTo(100);
  }

  @Test
  void aClassWithoutTestImagesIsNotTheWorst() {
    Report report = report(OddRecords.withoutTestImagesOfAClass());
    assertThat(found(report.plots().get("recall.svg"), "class=\"mark "))
        .hasSize(3 * (Records.CLASSES.size() - 1));
    assertThat(report.plots().get("recall.svg")).doesNotContain("alert(1)");
    String numbers = report.html().substring(report.html().indexOf("recall of each class"));
    assertThat(found(numbers, "<th scope=\"row\">.*").get(5))
        .contains("alert(1)", "<td>0</td><td>-</td><td>-</td><td>-</td>");
  }

  @Test
  void ofAThousandClassesTheWorstAreDrawn() {
    Report report = report(OddRecords.withAThousandClasses());
    assertThat(found(report.plots().get("recall.svg"), "class=\"mark ")).hasSize(3 * 30);
    String html = report.html();
    assertThat(html).contains("The 30 worst classes.").doesNotContain("class=\"confusion\"");
    assertThat(html.length()).isLessThan(6_000_000);
  }

  @Test
  void picturesThatWereNotKeptAreCounted() {
    ComparisonRecord record = OddRecords.withStrategies(12);
    ReportMaterial all = Records.material(record);
    var thumbnails = new HashMap<>(all.thumbnails());
    thumbnails.keySet().retainAll(Showcase.of(record).stream().limit(160).toList());
    var material =
        new ReportMaterial(all.fingerprint(), all.command(), all.names(), thumbnails, all.map());
    assertThat(new Report("Comparison on trees", "out", record, all).html())
        .doesNotContain("Not kept for this report");
    assertThat(new Report("Comparison on trees", "out", record, material).html())
        .containsPattern("Not kept for this report: [1-9] more\\.");
  }

  @Test
  void epochsOfTheSeedThatWentOnAreShown() {
    Report report = report(OddRecords.withSeedsThatEndedEarly());
    String plot = report.plots().get("accuracy-by-epoch.svg");
    assertThat(found(plot, "class=\"mark ")).hasSize(3 * 3);
    assertThat(plot).contains("Some seeds ended early");
    double last =
        OddRecords.withSeedsThatEndedEarly()
            .runs()
            .get(3)
            .epochs()
            .get(2)
            .validationAccuracy()
            .getAsDouble();
    assertThat(plot).contains("data-x=\"3.0\" data-y=\"" + last + "\"");
    assertThat(report(Records.comparison(2)).html()).doesNotContain("Some seeds ended early");
  }

  @Test
  void whatIsFinishedIsNotAheadSoFar() {
    assertThat(report(OddRecords.untestedStrategies()).html())
        .contains("Ahead on validation images:</span> fine-tune")
        .doesNotContain("so far");
  }
}
