package dev.graft.app.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.graft.train.Confusion;
import dev.graft.train.EpochRecord;
import dev.graft.train.Evaluation;
import dev.graft.train.RunRecord;
import dev.graft.train.StageParameters;
import dev.graft.train.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Reads the runs of a comparison's JSON back, every figure to its last digit. */
public final class FinishedRuns {

  private static final JsonMapper MAPPER = new JsonMapper();

  private FinishedRuns() {}

  /**
   * The runs in what {@link ComparisonJson#of} wrote.
   *
   * @param strategies by label
   * @throws IllegalArgumentException if it is something else, or a run has another label
   */
  public static List<RunRecord> parse(String json, Map<String, Strategy> strategies) {
    try {
      return list(MAPPER.readTree(json).required("runs"), run -> run(run, strategies));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is no JSON", e);
    }
  }

  private static RunRecord run(JsonNode run, Map<String, Strategy> strategies) {
    String label = text(run, "strategy");
    Strategy strategy = strategies.get(label);
    if (strategy == null) {
      throw new IllegalArgumentException(
          "a run of \"%s\", which is none of %s".formatted(label, strategies.keySet()));
    }
    JsonNode test = run.required("test");
    return new RunRecord(
        label,
        strategy,
        run.required("seed").asLong(),
        run.required("trainableParameters").asLong(),
        run.required("totalParameters").asLong(),
        list(run.required("stages"), FinishedRuns::stage),
        list(run.required("epochs"), FinishedRuns::epoch),
        run.required("keptEpoch").asInt(),
        run.required("lowered").asInt(),
        text(run, "watchedSplit"),
        text(run, "frozenSha256"),
        text(run, "cache"),
        run.required("foundFeatures").asBoolean(),
        number(run, "secondsPerEpoch"),
        number(run, "totalSeconds"),
        run.required("peakMemoryBytes").asLong(),
        test.isNull() ? Optional.empty() : Optional.of(evaluation(test)));
  }

  private static StageParameters stage(JsonNode stage) {
    return new StageParameters(
        text(stage, "stage"),
        stage.required("total").asLong(),
        stage.required("trainable").asLong());
  }

  private static EpochRecord epoch(JsonNode epoch) {
    return new EpochRecord(
        epoch.required("epoch").asInt(),
        number(epoch, "trainLoss"),
        optional(epoch, "validationAccuracy"),
        optional(epoch, "validationLoss"),
        optional(epoch, "temperature"),
        optional(epoch, "calibratedLoss"),
        optional(epoch, "penalty"),
        number(epoch, "seconds"),
        number(epoch, "validationSeconds"),
        number(epoch, "imagesPerSecond"));
  }

  private static Evaluation evaluation(JsonNode test) {
    return new Evaluation(
        text(test, "split"),
        number(test, "accuracy"),
        test.required("correct").asInt(),
        test.required("total").asInt(),
        number(test, "macroF1"),
        number(test, "topFive"),
        number(test, "logLoss"),
        number(test, "brier"),
        number(test, "calibrationError"),
        number(test, "temperature"),
        unscaled(test.required("unscaled")),
        list(test.required("perClass"), FinishedRuns::classResult),
        new Confusion(list(test.required("confusion"), row -> list(row, JsonNode::asInt))),
        list(test.required("labels"), JsonNode::asInt),
        list(test.required("predictions"), JsonNode::asInt));
  }

  private static Evaluation.Unscaled unscaled(JsonNode figures) {
    return new Evaluation.Unscaled(
        number(figures, "logLoss"), number(figures, "brier"), number(figures, "calibrationError"));
  }

  private static Evaluation.ClassResult classResult(JsonNode result) {
    return new Evaluation.ClassResult(
        text(result, "name"),
        result.required("support").asInt(),
        number(result, "precision"),
        number(result, "recall"),
        number(result, "f1"));
  }

  private static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
    var elements = new ArrayList<T>();
    array.forEach(node -> elements.add(element.apply(node)));
    return elements;
  }

  private static String text(JsonNode node, String field) {
    return node.required(field).asText();
  }

  /** What is no number is written as a word, which reads as one again. */
  private static double number(JsonNode node, String field) {
    return node.required(field).asDouble();
  }

  private static OptionalDouble optional(JsonNode node, String field) {
    JsonNode value = node.required(field);
    return value.isNull() ? OptionalDouble.empty() : OptionalDouble.of(value.asDouble());
  }
}
