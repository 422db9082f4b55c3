package dev.graft.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.compare.ComparisonRecord;
import dev.graft.torch.OptimizerSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ComparisonReaderTest {

  private static List<ComparisonRecord> records() {
    ComparisonRecord whole = Records.comparison(2);
    return List.of(
        whole,
        Records.unfinished(),
        Records.untested(),
        Records.empty(),
        Records.tuned(),
        Records.with(whole, new OptimizerSettings.Sgd(0.8, true, 1e-4)),
        Records.with(whole, OptimizerSettings.AdamW.defaults()));
  }

  @ParameterizedTest
  @MethodSource("records")
  void readsBackWhatWasWritten(ComparisonRecord record) {
    assertThat(ComparisonReader.parse(ComparisonJson.of(record))).isEqualTo(record);
  }

  @Test
  void readsFilesThatKnowNoConfidencesAndNoStart() {
    ComparisonRecord record = Records.comparison(1);
    String json =
        ComparisonJson.of(record)
            .replaceAll("(?s),\\s*\"confidences\" : \\[.*?\\]", "")
            .replaceAll("\"start\" : \"[a-z]*\",", "");
    assertThat(json).doesNotContain("confidences").doesNotContain("\"start\"");
    ComparisonRecord read = ComparisonReader.parse(json);
    assertThat(read.runs().get(0).strategy()).isEqualTo(record.runs().get(0).strategy());
    assertThat(read.runs().get(0).test().orElseThrow().confidences()).isEmpty();
  }

  @Test
  void aShortRunThatDivergedHasNoLoss() {
    assertThat(ComparisonJson.of(Records.tuned())).contains("\"validationLoss\" : null");
    assertThat(TuningText.rows(Records.tuned().tuning().orElseThrow()).get(0)).contains("diverged");
  }

  @Test
  void filesThatDoNotPriceFoundFeaturesAreRead() {
    ComparisonRecord record = Records.comparison(2);
    String json = ComparisonJson.of(record).replaceAll("\"foundSeconds\" : [0-9.]+,", "");
    assertThat(json).doesNotContain("foundSeconds");
    assertThat(ComparisonReader.parse(json).runs().get(3).foundSeconds()).isZero();
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> ComparisonReader.parse("{\"format\": 7}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("its format is 7; this Graft reads 1");
    assertThatThrownBy(() -> ComparisonReader.parse("no json"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is no JSON");
    assertThatThrownBy(() -> ComparisonReader.parse("{\"format\": 1}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("started");
  }

  @Test
  void whatTheReportShowsIsReadBackToo() {
    ReportMaterial material = Records.material(Records.comparison(1));
    assertThat(material.map().orElseThrow().points()).hasSize(240);
    assertThat(ReportMaterial.parse(material.json())).isEqualTo(material);
    assertThat(ReportMaterial.parse(ReportMaterial.none().json())).isEqualTo(ReportMaterial.none());
  }
}
