package dev.graft.app.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.compare.ComparisonRecord;
import dev.graft.compare.Summary;
import dev.graft.train.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code model.json} says of how a model came about, with the fields of {@link
 * ComparisonJson}.
 */
public final class ModelJson {

  private static final String COMPARISON = "comparison";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ModelJson() {}

  /** Of {@code run}, one of those in {@code record}. */
  public static Map<String, ObjectNode> facts(ComparisonRecord record, RunRecord run) {
    var facts = new LinkedHashMap<String, ObjectNode>();
    ComparisonJson.data(node(facts, "data"), record.data());
    ComparisonJson.model(node(facts, "backbone"), record.model());
    ComparisonJson.settings(node(facts, "settings"), record.settings());
    RunJson.write(node(facts, "run"), run);
    ComparisonJson.environment(node(facts, "environment"), record.environment());
    return facts;
  }

  /** The same, with the comparison that the model comes from, as far as it has got. */
  public static Map<String, ObjectNode> factsOfComparison(ComparisonRecord record, RunRecord run) {
    Map<String, ObjectNode> facts = facts(record, run);
    ObjectNode comparison = node(facts, COMPARISON);
    comparison.put("started", record.started().toString());
    ArrayNode strategies = comparison.putArray("strategies");
    Summary.of(record.runs()).forEach(row -> strategies.add(row.label()));
    return facts;
  }

  /** Whether {@code folder} is of a model that a comparison kept. */
  public static boolean isOfComparison(Path folder) {
    try {
      return MAPPER.readTree(folder.resolve("model.json").toFile()).has(COMPARISON);
    } catch (IOException e) {
      return false; // no model, or none that can be read
    }
  }

  private static ObjectNode node(Map<String, ObjectNode> facts, String name) {
    ObjectNode node = MAPPER.createObjectNode();
    facts.put(name, node);
    return node;
  }
}
