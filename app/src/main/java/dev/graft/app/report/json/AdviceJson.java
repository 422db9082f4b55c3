package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.compare.advice.Baseline;
import dev.graft.compare.advice.Contrast;
import dev.graft.compare.advice.Difference;
import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.record.Tuning;

/** A comparison's advice, and how its settings were found, as part of its JSON. */
final class AdviceJson {

  private AdviceJson() {}

  static void write(ObjectNode node, Recommendation advice) {
    node.put("rule", SettingsText.word(advice.kind()));
    node.put("pick", advice.pick().orElse(null));
    node.put("runnerUp", advice.runnerUp().orElse(null));
    node.put("best", advice.best().orElse(null));
    ComparisonJson.texts(node.putArray("notShownToDiffer"), advice.notDifferent());
    ComparisonJson.texts(node.putArray("nothingLearnt"), advice.unlearnt());
    ArrayNode baselines = node.putArray("baselines");
    for (Baseline baseline : advice.baselines()) {
      baselines
          .addObject()
          .put("name", baseline.name())
          .put("value", baseline.value())
          .put("accuracy", baseline.accuracy())
          .put("balancedAccuracy", baseline.balanced())
          .put("macroF1", baseline.f1());
    }
    ArrayNode differences = node.putArray("differences");
    for (Contrast contrast : advice.contrasts()) {
      ObjectNode each = differences.addObject();
      difference(each, contrast.difference());
      each.put("verdict", SettingsText.word(contrast.verdict()));
      each.put("probabilityFirstIsBetter", contrast.surely());
    }
    ArrayNode costs = node.putArray("costs");
    for (Recommendation.Cost cost : advice.costs()) {
      costs
          .addObject()
          .put("strategy", cost.label())
          .put("totalSeconds", cost.seconds())
          .put("peakMemoryBytes", cost.memoryBytes());
    }
    node.put("featureFit", advice.fit());
    ComparisonJson.texts(node.putArray("whatWouldChangeIt"), advice.changes());
  }

  private static void difference(ObjectNode node, Difference difference) {
    node.put("first", difference.first());
    node.put("second", difference.second());
    node.put("difference", difference.accuracy());
    node.put("low", difference.low());
    node.put("high", difference.high());
    node.put("p", difference.p());
    node.put("discordant", difference.discordant());
    node.put("images", difference.images());
  }

  static void write(ObjectNode node, Tuning tuning) {
    node.put("seconds", tuning.seconds());
    ArrayNode choices = node.putArray("choices");
    for (Tuning.Choice choice : tuning.choices()) {
      choices
          .addObject()
          .put("strategy", choice.label())
          .put("headRate", choice.headRate())
          .put("backboneRate", choice.backboneRate())
          .put("epochs", choice.epochs())
          .put("why", choice.why());
    }
    ArrayNode trials = node.putArray("trials");
    for (Tuning.Trial trial : tuning.trials()) {
      ObjectNode each = trials.addObject();
      each.put("strategy", trial.label())
          .put("headRate", trial.headRate())
          .put("backboneRate", trial.backboneRate())
          .put("images", trial.images());
      if (Double.isFinite(trial.loss())) {
        each.put("validationLoss", trial.loss());
      } else {
        each.putNull("validationLoss");
      }
      each.put("validationAccuracy", trial.accuracy()).put("seconds", trial.seconds());
    }
  }
}
