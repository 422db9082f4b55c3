package dev.graft.app.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.compare.ComparisonRecord;
import dev.graft.train.RunRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code model.json} says of how a model came about, with the fields of {@link
 * ComparisonJson}.
 */
public final class ModelJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ModelJson() {}

  /** Of the last run in {@code record}. */
  public static Map<String, ObjectNode> facts(ComparisonRecord record) {
    var facts = new LinkedHashMap<String, ObjectNode>();
    ComparisonJson.data(node(facts, "data"), record.data());
    ComparisonJson.model(node(facts, "backbone"), record.model());
    ComparisonJson.settings(node(facts, "settings"), record.settings());
    RunJson.write(node(facts, "run"), last(record));
    ComparisonJson.environment(node(facts, "environment"), record.environment());
    return facts;
  }

  static RunRecord last(ComparisonRecord record) {
    List<RunRecord> runs = record.runs();
    return runs.get(runs.size() - 1);
  }

  private static ObjectNode node(Map<String, ObjectNode> facts, String name) {
    ObjectNode node = MAPPER.createObjectNode();
    facts.put(name, node);
    return node;
  }
}
