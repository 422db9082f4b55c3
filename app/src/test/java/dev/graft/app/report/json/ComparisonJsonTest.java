package dev.graft.app.report.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.app.report.OddRecords;
import dev.graft.app.report.text.ComparisonMarkdown;
import dev.graft.app.report.text.ComparisonTable;
import dev.graft.app.report.text.TuningText;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.data.loading.Decoding;
import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.Precision;
import dev.graft.train.evaluation.Metric;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.EarlyStopping;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ComparisonJsonTest {

  private static List<ComparisonRecord> records() {
    ComparisonRecord whole = Records.comparison(2);
    return List.of(
        whole,
        Records.unfinished(),
        Records.untested(),
        Records.empty(),
        Records.tuned(),
        OddRecords.crossed(),
        OddRecords.unequal(Metric.F1),
        Records.with(whole, new OptimizerSettings.Sgd(0.8, true, 1e-4)),
        Records.with(whole, OptimizerSettings.AdamW.defaults()));
  }

  @ParameterizedTest
  @MethodSource("records")
  void readsBackWhatWasWritten(ComparisonRecord record) {
    assertThat(ComparisonJson.parse(ComparisonJson.of(record))).isEqualTo(record);
  }

  @Test
  void readsFilesThatKnowNoConfidencesAndNoStart() {
    ComparisonRecord record = Records.comparison(1);
    String json =
        ComparisonJson.of(record)
            .replaceAll("(?s),\\s*\"confidences\" : \\[.*?\\]", "")
            .replaceAll("\"start\" : \"[a-z]*\",", "");
    assertThat(json).doesNotContain("confidences").doesNotContain("\"start\"");
    ComparisonRecord read = ComparisonJson.parse(json);
    assertThat(read.runs().get(0).strategy()).isEqualTo(record.runs().get(0).strategy());
    assertThat(read.runs().get(0).test().orElseThrow().confidences()).isEmpty();
  }

  /** What the first Graft that wrote this format did not write. */
  private static final Set<String> LATER =
      Set.of(
          "dataCheck",
          "recommendation",
          "tuning",
          "decoding",
          "imageBytes",
          "supervision",
          "balanced",
          "mixup",
          "probe",
          "foundFeatures",
          "start",
          "solver",
          "stageFactor",
          "stepTimes",
          "keptEpoch",
          "lowered",
          "penalty",
          "temperature",
          "temperatureStandardError",
          "temperatureImages",
          "temperatureSource",
          "calibratedLoss",
          "unscaled",
          "confidences",
          "criteria",
          "balancedAccuracy",
          "auc",
          "ranking");

  @Test
  void readsWhatTheFirstVersionOfTheFormatWrote() throws IOException {
    ComparisonRecord record = Records.comparison(1);
    JsonNode root = new JsonMapper().readTree(ComparisonJson.of(record));
    strip(root);
    ComparisonRecord read = ComparisonJson.parse(root.toString());
    assertThat(read.tuning()).isEmpty();
    assertThat(read.environment().probe()).isEmpty();
    assertThat(read.settings().earlyStopping()).isEqualTo(EarlyStopping.none());
    assertThat(read.settings().balanced()).isFalse();
    assertThat(read.settings().mixup()).isZero();
    assertThat(read.settings().resources().precision()).isEqualTo(Precision.FLOAT32);
    assertThat(read.settings().resources().decoding()).isEqualTo(Decoding.FULL);
    assertThat(read.runs()).hasSameSizeAs(record.runs());
    RunRecord run = read.runs().get(0);
    assertThat(run.keptEpoch()).isEqualTo(run.epochs().size());
    assertThat(run.lowered()).isZero();
    assertThat(run.strategy().phases().get(0).stageFactor()).isEqualTo(1);
    assertThat(run.epochs().get(0).calibratedLoss()).isEmpty();
    assertThat(run.test().orElseThrow().temperature()).isEqualTo(Temperature.NONE);
    assertThat(run.test().orElseThrow().unscaled().brier())
        .isEqualTo(record.runs().get(0).test().orElseThrow().brier());
    assertThat(ComparisonTable.lines(read)).isEqualTo(ComparisonTable.lines(record));
    assertThat(ComparisonMarkdown.of("Older", read)).contains("## Runs");
  }

  @Test
  void readsWhatATemperatureRestsOn() {
    String json = ComparisonJson.of(Records.comparison(1));
    String other =
        json.replace(
            "\"temperatureSource\" : \"validation\"", "\"temperatureSource\" : \"out-of-fold\"");
    assertThat(other).isNotEqualTo(json);
    assertThat(ComparisonJson.parse(other).runs().get(0).test().orElseThrow().temperature())
        .extracting(Temperature::source)
        .isEqualTo(Temperature.Source.OUT_OF_FOLD);
  }

  /** As where there is no /proc to read memory from. */
  @Test
  void memoryThatTheSystemDoesNotTellIsUnknown() {
    String json =
        ComparisonJson.of(Records.comparison(1))
            .replaceAll("\"(peakMemoryBytes|memoryBytes)\" : \\d+", "\"$1\" : 0");
    assertThat(ComparisonMarkdown.of("Elsewhere", ComparisonJson.parse(json)))
        .contains("Peak memory unknown.", " threads, memory unknown;")
        .doesNotContain("0.0 GB", "0.00 GB");
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(LATER);
      if (object.has("batchSize")) { // of settings: classes have a precision of their own
        object.remove("precision");
      }
    }
    node.forEach(ComparisonJsonTest::strip);
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
    assertThat(ComparisonJson.parse(json).runs().get(3).foundSeconds()).isZero();
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> ComparisonJson.parse("{\"format\": 7}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("its format is 7; this Graft reads 1");
    assertThatThrownBy(() -> ComparisonJson.parse("no json"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is not JSON");
    assertThatThrownBy(() -> ComparisonJson.parse("{\"format\": 1}"))
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
