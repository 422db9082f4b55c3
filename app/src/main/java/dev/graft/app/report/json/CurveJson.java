package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.compare.curve.CurveConclusions;
import dev.graft.compare.curve.CurveReading;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.train.evaluation.Metric;
import java.util.Map;

/**
 * A learning curve as JSON: everything that was measured, what it takes to measure it again, and
 * what was made of it. {@code docs/guide/curve.md} says what each field is.
 */
public final class CurveJson {

  /** Grows when a field changes its meaning or goes; new fields leave it. */
  private static final int FORMAT = 1;

  private static final String ORDER =
      "started complete data model settings strategies sizes seeds environment notes conclusions"
          + " points curves crossings";

  private CurveJson() {}

  /** The whole record, numbers in full precision. */
  public static String of(CurveRecord record, CurveReading reading) {
    ObjectNode root = Codec.tree(record);
    root.setAll(Codec.tree(reading));
    root.set("conclusions", Codec.node(CurveConclusions.of(record, reading)));
    root.set("points", told(root.get("points"), record));
    root.set("curves", told(root.get("curves"), record));
    return Codec.file(FORMAT, Codec.ordered(root, ORDER));
  }

  /**
   * The same with each size by class too, and with the accuracy under its name where the curve is
   * about that and no other metric.
   */
  private static JsonNode told(JsonNode node, CurveRecord record) {
    if (node instanceof ArrayNode array) {
      ArrayNode all = array.arrayNode();
      array.forEach(element -> all.add(told(element, record)));
      return all;
    } else if (node instanceof ObjectNode object) {
      boolean isAccuracy = record.settings().metric() == Metric.ACCURACY;
      ObjectNode told = object.objectNode();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String name = field.getKey();
        String shown = isAccuracy ? name.replaceFirst("^value", "accuracy") : name;
        told.set(shown, told(field.getValue(), record));
        if (name.equals("size")) {
          told.put("perClass", record.perClass(field.getValue().asDouble()));
        }
      }
      return told;
    }
    return node;
  }

  /**
   * Reads what {@link #of} wrote, so that its picture and its page can be made again; what was made
   * of the points is not read but made again.
   *
   * @throws IllegalArgumentException if it is something else, or of a format that is not known
   */
  public static CurveRecord parse(String json) {
    return Codec.record(Earlier.complete(Codec.root(json, FORMAT)), CurveRecord.class);
  }
}
