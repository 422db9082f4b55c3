package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.train.evaluation.Confusion;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import dev.graft.train.record.StageParameters;
import dev.graft.train.record.StepTimes;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Reads what {@link RunJson} wrote, every figure to its last digit. Fields that came after the
 * first version of the format may be missing: they are then what was done before there was a
 * choice.
 */
final class RunReader {

  private RunReader() {}

  /** The run, which was one of {@code strategy}. */
  static RunRecord run(JsonNode run, Strategy strategy) {
    JsonNode test = run.required("test");
    List<EpochRecord> epochs = list(run.required("epochs"), RunReader::epoch);
    return new RunRecord(
        text(run, "strategy"),
        strategy,
        run.required("seed").asLong(),
        run.required("trainableParameters").asLong(),
        run.required("totalParameters").asLong(),
        list(run.required("stages"), RunReader::stage),
        epochs,
        run.path("keptEpoch").asInt(epochs.get(epochs.size() - 1).epoch()),
        run.path("lowered").asInt(0),
        text(run, "watchedSplit"),
        text(run, "frozenSha256"),
        text(run, "cache"),
        run.path("foundFeatures").asBoolean(false),
        number(run, "secondsPerEpoch"),
        number(run, "totalSeconds"),
        run.path("foundSeconds").asDouble(), // which the first files do not have
        run.required("peakMemoryBytes").asLong(),
        test.isNull() ? Optional.empty() : Optional.of(evaluation(test)),
        run.path("fold").asInt());
  }

  /** What its strategy came to, as far as it was written down. */
  static Strategy strategy(JsonNode run) {
    String name = text(run, "strategy").replaceFirst("@.*", "");
    String start = run.path("start").asText(name.equals("from-scratch") ? "random" : "pretrained");
    return new Strategy(
        name,
        list(run.required("phases"), RunReader::phase),
        constant(Strategy.Start.class, start));
  }

  private static Phase phase(JsonNode phase) {
    return new Phase(
        phase.required("cut").asInt(),
        phase.required("epochs").asInt(),
        number(phase, "headRate"),
        number(phase, "backboneRate"),
        constant(Phase.Statistics.class, text(phase, "statistics")),
        constant(Phase.Solver.class, phase.path("solver").asText("steps")),
        phase.path("stageFactor").asDouble(1));
  }

  /** The constant that {@link SettingsText#word} writes so. */
  static <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
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
        epoch.hasNonNull("temperature") ? Optional.of(temperature(epoch)) : Optional.empty(),
        optional(epoch, "calibratedLoss"),
        optional(epoch, "penalty"),
        number(epoch, "seconds"),
        number(epoch, "validationSeconds"),
        number(epoch, "imagesPerSecond"),
        stepTimes(epoch.path("stepTimes")));
  }

  private static Optional<StepTimes> stepTimes(JsonNode times) {
    return times.isObject()
        ? Optional.of(
            new StepTimes(
                times.required("phase").asInt(),
                number(times, "steps"),
                number(times, "median"),
                number(times, "low"),
                number(times, "high"),
                optional(times, "load")))
        : Optional.empty();
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
        temperature(test),
        unscaled(test.has("unscaled") ? test.path("unscaled") : test),
        list(test.required("perClass"), RunReader::classResult),
        new Confusion(list(test.required("confusion"), row -> list(row, JsonNode::asInt))),
        list(test.required("labels"), JsonNode::asInt),
        list(test.required("predictions"), JsonNode::asInt),
        list(test.path("confidences"), JsonNode::asDouble),
        list(test.path("ranking"), JsonNode::asDouble));
  }

  private static Temperature temperature(JsonNode node) {
    return new Temperature(
        node.path("temperature").asDouble(1),
        node.path("temperatureStandardError").asDouble(0),
        node.path("temperatureImages").asInt(0),
        Temperature.Source.named(
            node.path("temperatureSource").asText(Temperature.Source.VALIDATION.id())));
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

  static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
    var elements = new ArrayList<T>();
    array.forEach(node -> elements.add(element.apply(node)));
    return elements;
  }

  static String text(JsonNode node, String field) {
    return node.required(field).asText();
  }

  /** What is no number is written as a word, which reads as one again. */
  static double number(JsonNode node, String field) {
    return node.required(field).asDouble();
  }

  static OptionalDouble optional(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isNull() || value.isMissingNode()
        ? OptionalDouble.empty()
        : OptionalDouble.of(value.asDouble());
  }
}
