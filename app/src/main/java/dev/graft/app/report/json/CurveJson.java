package dev.graft.app.report.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.compare.curve.Crossing;
import dev.graft.compare.curve.CurveConclusions;
import dev.graft.compare.curve.CurveFit;
import dev.graft.compare.curve.CurveFit.Prediction;
import dev.graft.compare.curve.CurveLevel;
import dev.graft.compare.curve.CurvePoint;
import dev.graft.compare.curve.CurveReading;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.compare.summary.Interval;
import dev.graft.train.evaluation.Metric;

/**
 * A learning curve as JSON: everything that was measured, what it takes to measure it again, and
 * what was made of it. {@code docs/guide/curve.md} says what each field is.
 */
public final class CurveJson {

  /** Grows when a field changes its meaning or goes; new fields leave it. */
  static final int FORMAT = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final CurveRecord record;

  private CurveJson(CurveRecord record) {
    this.record = record;
  }

  /** The whole record, numbers in full precision. */
  public static String of(CurveRecord record, CurveReading reading) {
    try {
      return MAPPER.writeValueAsString(new CurveJson(record).root(reading)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }

  private ObjectNode root(CurveReading reading) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT);
    root.put("started", record.started().toString());
    root.put("complete", record.complete());
    ComparisonJson.data(root.putObject("data"), record.data());
    ComparisonJson.model(root.putObject("model"), record.model());
    ComparisonJson.settings(root.putObject("settings"), record.settings());
    ComparisonJson.texts(root.putArray("strategies"), record.labels());
    record.sizes().forEach(root.putArray("sizes")::add);
    record.seeds().forEach(root.putArray("seeds")::add);
    ComparisonJson.environment(root.putObject("environment"), record.environment());
    ComparisonJson.texts(root.putArray("notes"), record.notes());
    ComparisonJson.texts(root.putArray("conclusions"), CurveConclusions.of(record, reading));
    ArrayNode points = root.putArray("points");
    record.points().forEach(point -> point(points.addObject(), point));
    ArrayNode curves = root.putArray("curves");
    reading.curves().forEach(curve -> curve(curves.addObject(), curve));
    ArrayNode crossings = root.putArray("crossings");
    reading.crossings().forEach(crossing -> crossing(crossings.addObject(), crossing));
    return root;
  }

  private void point(ObjectNode node, CurvePoint point) {
    node.put("strategy", point.label());
    size(node, point.size());
    node.put("seed", point.seed());
    node.put("epochs", point.epochs());
    node.put("steps", point.steps());
    put(node, "accuracy", point.accuracy(), point.interval());
    node.put("correct", point.correct());
    node.put("total", point.testImages());
    point.wrong().forEach(node.putArray("wrong")::add);
    if (isOther()) {
      node.put("value", point.value());
      point.parts().forEach(node.putArray("parts")::add);
    }
    node.put("seconds", point.seconds());
    node.put("foundFeatures", point.foundFeatures());
  }

  /** Whether the curve is about another metric than accuracy. */
  private boolean isOther() {
    return record.settings().metric() != Metric.ACCURACY;
  }

  private void size(ObjectNode node, double size) {
    node.put("size", size);
    node.put("perClass", record.perClass(size));
  }

  private void size(ObjectNode node, int size) {
    node.put("size", size);
    node.put("perClass", record.perClass(size));
  }

  /** Of the metric that the curve is about. */
  private void value(ObjectNode node, double value, Interval interval) {
    put(node, isOther() ? "value" : "accuracy", value, interval);
  }

  private static void put(ObjectNode node, String name, double value, Interval interval) {
    node.put(name, value);
    node.put(name + "Low", interval.low());
    node.put(name + "High", interval.high());
  }

  private void curve(ObjectNode node, CurveReading.Curve curve) {
    node.put("strategy", curve.mode().label());
    ArrayNode levels = node.putArray("levels");
    curve.mode().levels().forEach(level -> level(levels.addObject(), level));
    node.put("monotone", curve.mode().fall().isEmpty());
    node.putNull("fit");
    curve.fit().ifPresent(fit -> fit(node.putObject("fit"), fit));
    node.putNull("doubled");
    curve.doubled().ifPresent(doubled -> prediction(node.putObject("doubled"), doubled));
    node.putNull("backTest");
    curve.backTest().ifPresent(test -> backTest(node.putObject("backTest"), test));
  }

  private void level(ObjectNode node, CurveLevel level) {
    size(node, level.size());
    if (isOther()) {
      node.put("accuracy", level.accuracy());
    }
    value(node, level.value(), level.interval());
    node.putNull("spread");
    level.spread().ifPresent(spread -> node.put("spread", spread));
    node.put("seconds", level.seconds());
  }

  private static void fit(ObjectNode node, CurveFit fit) {
    node.put("floor", fit.law().floor());
    node.put("scale", fit.law().scale());
    node.put("exponent", fit.law().exponent());
    node.put("stretch", fit.stretch());
    node.put("runDeviation", Math.sqrt(fit.runVariance()));
  }

  private void prediction(ObjectNode node, Prediction prediction) {
    size(node, prediction.size());
    value(node, prediction.value(), new Interval(prediction.low(), prediction.high()));
  }

  private void backTest(ObjectNode node, CurveReading.BackTest test) {
    test.sizes().forEach(node.putArray("sizes")::add);
    prediction(node, test.predicted());
    node.put("measured", test.measured());
    node.put("within", test.holds());
  }

  private void crossing(ObjectNode node, Crossing crossing) {
    node.put("leader", crossing.leader());
    node.put("other", crossing.other());
    node.put("verdict", SettingsText.word(crossing.verdict()));
    node.put("size", crossing.size());
    node.put("sizeLow", crossing.low());
    node.put("sizeHigh", crossing.high());
  }
}
