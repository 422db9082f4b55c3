package dev.graft.app.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.app.report.CurveRecords;
import dev.graft.app.report.text.CurveTable;
import dev.graft.compare.curve.CurveReading;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.train.evaluation.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CurveJsonTest {

  private static String json(CurveRecord record) {
    return CurveJson.of(record, CurveReading.of(record));
  }

  @Test
  void readsWhatWasWritten() {
    CurveRecord record = CurveRecords.curve();
    CurveRecord read = CurveJson.parse(json(record));
    assertThat(read).isEqualTo(record);
    assertThat(json(read)).isEqualTo(json(record)); // the redraws too come out as they did
  }

  @Test
  void theMetricAndItsPartsAreKept() {
    CurveRecord record = CurveRecords.curve(Metric.BALANCED);
    String json = json(record);
    assertThat(CurveJson.parse(json)).isEqualTo(record);
    assertThat(json)
        .contains("\"metric\" : \"balanced\"", "\"parts\" : [", "\"valueLow\" : ")
        .contains("expect balanced accuracy ");
    assertThat(json(CurveRecords.curve())).doesNotContain("\"parts\"", "\"value\"");
  }

  @Test
  void theTableShowsTheMetricBesideTheAccuracy() {
    CurveRecord record = CurveRecords.curve(Metric.BALANCED);
    List<String> lines = CurveTable.lines(record, CurveReading.of(record));
    assertThat(lines.get(0).replaceAll(" +", " "))
        .isEqualTo("mode images per class test acc balanced accuracy 95 % +- s");
    // What is right weighs 0.8 in it: the first point has half of the images wrong.
    assertThat(lines.get(2).replaceAll(" +", " ")).startsWith("probe 60 10 0.498 0.598 ");
    assertThat(String.join(" ", lines))
        .contains("95 %: interval of the balanced accuracy")
        .doesNotContain("Wilson");
    assertThat(CurveTable.point(record)).contains("balanced accuracy 0.");
  }

  @Test
  void refusesWhatIsSomethingElse() {
    assertThatThrownBy(() -> CurveJson.parse("nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it is not JSON");
    assertThatThrownBy(() -> CurveJson.parse("{\"format\": 99}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("its format is 99");
    String json = json(CurveRecords.curve());
    assertThatThrownBy(() -> CurveJson.parse(json.replace("\"points\"", "\"pints\"")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("points");
  }
}
