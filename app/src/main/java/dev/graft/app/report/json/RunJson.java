package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.compare.summary.Interval;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import dev.graft.train.record.StepTimes;
import dev.graft.train.strategy.Phase;
import java.util.List;
import java.util.OptionalDouble;

/** One run as part of a comparison's JSON. */
public final class RunJson {

  private RunJson() {}

  static void write(ObjectNode node, RunRecord run) {
    node.put("strategy", run.label());
    node.put("seed", run.seed());
    if (run.fold() > 0) {
      node.put("fold", run.fold());
    }
    node.put("trainableParameters", run.trainableParameters());
    node.put("totalParameters", run.totalParameters());
    node.put("start", SettingsText.word(run.strategy().start()));
    ArrayNode phases = node.putArray("phases");
    run.strategy().phases().forEach(phase -> phase(phases.addObject(), phase));
    ArrayNode stages = node.putArray("stages");
    run.stages()
        .forEach(
            stage ->
                stages
                    .addObject()
                    .put("stage", stage.stage())
                    .put("total", stage.total())
                    .put("trainable", stage.trainable()));
    ArrayNode epochs = node.putArray("epochs");
    run.epochs().forEach(epoch -> epoch(epochs.addObject(), epoch));
    node.put("keptEpoch", run.keptEpoch());
    node.put("lowered", run.lowered());
    node.put("watchedSplit", run.watchedSplit());
    if (run.test().isPresent()) {
      evaluation(node.putObject("test"), run.test().get());
    } else {
      node.putNull("test");
    }
    node.put("frozenSha256", run.frozenSha256());
    node.put("cache", run.cache());
    node.put("foundFeatures", run.foundFeatures());
    node.put("secondsPerEpoch", run.secondsPerEpoch());
    node.put("totalSeconds", run.totalSeconds());
    node.put("foundSeconds", run.foundSeconds());
    node.put("peakMemoryBytes", run.peakMemoryBytes());
  }

  private static void phase(ObjectNode node, Phase phase) {
    node.put("cut", phase.cut());
    node.put("epochs", phase.epochs());
    node.put("headRate", phase.headRate());
    node.put("backboneRate", phase.backboneRate());
    node.put("statistics", SettingsText.word(phase.statistics()));
    node.put("solver", SettingsText.word(phase.solver()));
    node.put("stageFactor", phase.stageFactor());
  }

  private static void epoch(ObjectNode node, EpochRecord epoch) {
    node.put("epoch", epoch.epoch());
    node.put("trainLoss", epoch.trainLoss());
    optional(node, "validationAccuracy", epoch.validationAccuracy());
    optional(node, "validationLoss", epoch.validationLoss());
    epoch
        .temperature()
        .ifPresentOrElse(t -> temperature(node, t), () -> node.putNull("temperature"));
    optional(node, "calibratedLoss", epoch.calibratedLoss());
    optional(node, "penalty", epoch.penalty());
    node.put("seconds", epoch.seconds());
    node.put("validationSeconds", epoch.validationSeconds());
    node.put("imagesPerSecond", epoch.imagesPerSecond());
    if (epoch.stepTimes().isPresent()) {
      stepTimes(node.putObject("stepTimes"), epoch.stepTimes().get());
    } else {
      node.putNull("stepTimes");
    }
  }

  private static void stepTimes(ObjectNode node, StepTimes times) {
    node.put("phase", times.phase());
    node.put("steps", times.steps());
    node.put("median", times.median());
    node.put("low", times.low());
    node.put("high", times.high());
    optional(node, "load", times.load());
  }

  private static void temperature(ObjectNode node, Temperature temperature) {
    node.put("temperature", temperature.value());
    node.put("temperatureStandardError", temperature.standardError());
    node.put("temperatureImages", temperature.images());
    node.put("temperatureSource", temperature.source().id());
  }

  private static void optional(ObjectNode node, String field, OptionalDouble value) {
    if (value.isPresent()) {
      node.put(field, value.getAsDouble());
    } else {
      node.putNull(field);
    }
  }

  public static void evaluation(ObjectNode node, Evaluation test) {
    Interval interval = Interval.wilson(test.correct(), test.total());
    node.put("split", test.split());
    node.put("accuracy", test.accuracy());
    node.put("accuracyLow", interval.low());
    node.put("accuracyHigh", interval.high());
    node.put("correct", test.correct());
    node.put("total", test.total());
    node.put("balancedAccuracy", test.confusion().balancedAccuracy());
    node.put("macroF1", test.macroF1());
    if (!test.ranking().isEmpty()) {
      node.put("auc", Metric.AUC.of(test));
    }
    node.put("topFive", test.topFive());
    node.put("logLoss", test.logLoss());
    node.put("brier", test.brier());
    node.put("calibrationError", test.calibrationError());
    temperature(node, test.temperature());
    node.putObject("unscaled")
        .put("logLoss", test.unscaled().logLoss())
        .put("brier", test.unscaled().brier())
        .put("calibrationError", test.unscaled().calibrationError());
    ArrayNode perClass = node.putArray("perClass");
    test.perClass()
        .forEach(
            result ->
                perClass
                    .addObject()
                    .put("name", result.name())
                    .put("support", result.support())
                    .put("precision", result.precision())
                    .put("recall", result.recall())
                    .put("f1", result.f1()));
    ArrayNode confusion = node.putArray("confusion");
    test.confusion().counts().forEach(row -> numbers(confusion.addArray(), row));
    numbers(node.putArray("labels"), test.labels());
    numbers(node.putArray("predictions"), test.predictions());
    ArrayNode confidences = node.putArray("confidences");
    test.confidences().forEach(confidences::add);
    ArrayNode ranking = node.putArray("ranking");
    test.ranking().forEach(ranking::add);
  }

  private static void numbers(ArrayNode array, List<Integer> numbers) {
    numbers.forEach(array::add);
  }
}
