package dev.graft.app.report.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.app.report.text.EvaluationText;
import dev.graft.compare.check.DataFindings;
import dev.graft.compare.curve.CurveReading;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Criteria;
import dev.graft.data.DataReport;
import dev.graft.data.DataReport.Copy;
import dev.graft.data.loading.Decoding;
import dev.graft.data.source.Split;
import dev.graft.torch.Precision;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.EarlyStopping;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Strategy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of version 0.1 are read, and written again with the same fields in the same order. */
final class StoredFilesTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  /** Sentences, which may change from version to version, and what is drawn from others since. */
  private static final Set<String> SENTENCES =
      Set.of("conclusions", "featureFit", "whatWouldChangeIt", "commercialUse");

  private static final double ROUNDING = 1e-9;

  private static String stored(String name) throws IOException {
    try (InputStream file = StoredFilesTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ComparisonRecord comparison(String name) throws IOException {
    return ComparisonJson.parse(stored(name));
  }

  private static void assertSame(String written, String name) throws IOException {
    JsonNode now = MAPPER.readTree(written);
    JsonNode before = MAPPER.readTree(stored(name));
    without(now);
    without(before);
    assertThat(fields("", now)).isEqualTo(fields("", before));
    assertThat(now.equals(StoredFilesTest::compare, before)).as("%s and %s", now, before).isTrue();
  }

  private static void without(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(SENTENCES);
    }
    node.forEach(StoredFilesTest::without);
  }

  /** Another processor's logarithm may have another last digit. */
  private static int compare(JsonNode now, JsonNode before) {
    boolean near =
        now.isNumber()
            && before.isNumber()
            && Math.abs(now.asDouble() - before.asDouble()) < ROUNDING;
    return near || now.equals(before) ? 0 : 1;
  }

  private static List<String> fields(String path, JsonNode node) {
    var fields = new ArrayList<String>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      fields.add(path + field.getKey());
      fields.addAll(fields(path + field.getKey() + "/", field.getValue()));
    }
    for (int i = 0; i < node.size() && node.isArray(); i++) {
      fields.addAll(fields(path + i + "/", node.get(i)));
    }
    return fields;
  }

  private static Inspection inspection(boolean features) {
    List<String> names = List.of("oak", "a \"quoted\" elm");
    var train =
        new DataReport.SplitReport(
            Split.TRAIN,
            90,
            List.of(60, 30),
            2,
            Map.of("PNG", 80, "JPEG", 10),
            Optional.of(new DataReport.Sizes(1, 2, 3, 4, 5, 6)),
            List.of(new DataReport.Unreadable(Split.TRAIN, 3, "a.png", "it was cut short")));
    var test =
        new DataReport.SplitReport(
            Split.TEST, 0, List.of(0, 0), 0, Map.of(), Optional.empty(), List.of());
    var copies = List.of(new Copy(Split.TRAIN, 1, "b.png", 0), new Copy(Split.TEST, 2, "c.png", 1));
    var scan =
        new DataReport(
            "trees",
            "in/<trees>",
            names,
            List.of(train, test),
            List.of(new DataReport.Duplicate(copies)),
            List.of("10 images held out"));
    return features
        ? new Inspection(
            scan,
            Optional.of(findings()),
            List.of("2 held-out images seem to show what a training image shows"))
        : new Inspection(scan, Optional.empty(), List.of());
  }

  private static DataFindings findings() {
    var first = new Copy(Split.TRAIN, 4, "d.png", 0);
    var suspect = new DataFindings.Suspect(first, 1, 0.9, 0.01, 0.002);
    return new DataFindings(
        "resnet18",
        90,
        0.94,
        new DataFindings.NearCounts(5, 4, 3, 2),
        List.of(new DataFindings.Near(first, new Copy(Split.VALIDATION, 5, "e.png", 0), 0.97)),
        Optional.of(new DataFindings.Labels(80, 0.95, List.of(suspect))),
        new DataFindings.Input(
            64, List.of(0.1, 0.2, 0.3), List.of(1.0, 1.5, 2.0), List.of(0.5, 1.0, 2.0)));
  }

  @Test
  void comparisons() throws IOException {
    assertSame(
        ComparisonJson.of(comparison("comparison.json"), Optional.of(inspection(true))),
        "comparison.json");
    assertSame(
        ComparisonJson.of(comparison("comparison-of-folds.json")), "comparison-of-folds.json");
  }

  @Test
  void whatTheFirstVersionDidNotWriteIsWhatItDid() throws IOException {
    ComparisonRecord first = comparison("comparison-first.json");
    assertThat(first.criteria()).isEqualTo(Criteria.defaults());
    assertThat(first.tuning()).isEmpty();
    assertThat(first.environment().probe()).isEmpty();
    assertThat(first.data().folds()).isZero();
    assertThat(first.settings().earlyStopping()).isEqualTo(EarlyStopping.none());
    assertThat(first.settings().balanced()).isFalse();
    assertThat(first.settings().mixup()).isZero();
    assertThat(first.settings().resources().precision()).isEqualTo(Precision.FLOAT32);
    assertThat(first.settings().resources().decoding()).isEqualTo(Decoding.FULL);
    assertThat(first.settings().resources().imageBytes()).isZero();
    assertThat(first.runs().get(1).strategy().name()).isEqualTo("fine-tune");
    assertThat(first.runs().get(2).strategy().start()).isEqualTo(Strategy.Start.RANDOM);
    RunRecord run = first.runs().get(0);
    assertThat(run.strategy().start()).isEqualTo(Strategy.Start.PRETRAINED);
    assertThat(run.strategy().last().solver()).isEqualTo(Phase.Solver.STEPS);
    assertThat(run.strategy().last().stageFactor()).isEqualTo(1);
    assertThat(run.keptEpoch()).isEqualTo(2);
    assertThat(run.lowered() + run.foundSeconds() + run.fold()).isZero();
    assertThat(run.foundFeatures()).isFalse();
    assertThat(run.epochs().get(1).temperature()).isEmpty();
    assertThat(run.epochs().get(1).calibratedLoss()).isEmpty();
    assertThat(run.epochs().get(1).penalty()).isEmpty();
    assertThat(run.epochs().get(1).stepTimes()).isEmpty();
    Evaluation test = run.test().orElseThrow();
    assertThat(test.temperature()).isEqualTo(Temperature.NONE);
    assertThat(test.unscaled().logLoss()).isEqualTo(test.logLoss());
    assertThat(test.unscaled().calibrationError()).isNaN();
    assertThat(test.confidences()).isEmpty();
    assertThat(test.ranking()).isEmpty();
  }

  @Test
  void numbersThatAreNone() throws IOException {
    ComparisonRecord record = comparison("comparison.json");
    assertThat(record.runs().get(0).epochs().get(1).trainLoss()).isInfinite();
    assertThat(record.runs().get(0).epochs().get(1).validationLoss().orElseThrow()).isNaN();
    assertThat(record.tuning().orElseThrow().trials().get(0).loss()).isInfinite();
  }

  @ParameterizedTest
  @ValueSource(strings = {"curve.json", "curve-of-f1.json"})
  void curves(String name) throws IOException {
    CurveRecord record = CurveJson.parse(stored(name));
    assertSame(CurveJson.of(record, CurveReading.of(record)), name);
  }

  @Test
  void inspections() throws IOException {
    assertSame(InspectionJson.of(inspection(true)), "inspection.json");
    assertSame(InspectionJson.of(inspection(false)), "inspection-of-pixels.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"report.json", "report-without-map.json"})
  void whatAReportShows(String name) throws IOException {
    assertThat(ReportMaterial.parse(stored(name)).json()).isEqualTo(stored(name));
  }

  @Test
  void commands() throws IOException {
    String stored = stored("command.json");
    assertThat(BegunCommand.parse(stored).json()).isEqualTo(stored);
    String first = stored.replace("  \"begunIn\" : \"bfloat16\",\n", "");
    assertThat(BegunCommand.parse(first).begunIn()).isEmpty();
    assertThat(BegunCommand.parse(first).json()).isEqualTo(first);
  }

  @Test
  void models() throws IOException {
    ComparisonRecord record = comparison("comparison-of-folds.json");
    Map<String, ?> facts = ModelJson.factsOfComparison(record, record.runs().get(0));
    assertSame(MAPPER.writeValueAsString(facts), "model.json");
  }

  @Test
  void evaluations() throws IOException {
    Evaluation ranked = comparison("comparison.json").runs().get(1).test().orElseThrow();
    assertSame(
        String.join("\n", EvaluationText.json(ranked, Optional.of(false))), "evaluation.json");
    Evaluation other = comparison("comparison-of-folds.json").runs().get(0).test().orElseThrow();
    assertSame(
        String.join("\n", EvaluationText.json(other, Optional.empty())), "evaluation-unknown.json");
  }
}
