package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import dev.graft.train.record.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code model.json} says of how a model came about, with the fields of {@link
 * ComparisonJson}.
 */
public final class ModelJson {

  private static final String COMPARISON = "comparison";
  private static final String STARTED = "started";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ModelJson() {}

  /** Of {@code run}, one of those in {@code record}. */
  public static Map<String, ObjectNode> facts(ComparisonRecord record, RunRecord run) {
    var facts = new LinkedHashMap<String, ObjectNode>();
    ComparisonJson.data(node(facts, "data"), record.data().of(run));
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
    comparison.put(STARTED, record.started().toString());
    ArrayNode strategies = comparison.putArray("strategies");
    Summary.of(record.runs()).forEach(row -> strategies.add(row.label()));
    return facts;
  }

  /** When the comparison began that kept the model in {@code folder}, if one did. */
  public static Optional<String> comparison(Path folder) {
    try {
      JsonNode facts = MAPPER.readTree(folder.resolve("model.json").toFile());
      return Optional.ofNullable(facts.get(COMPARISON)).map(c -> c.path(STARTED).asText());
    } catch (IOException e) {
      return Optional.empty(); // no model, or none that can be read
    }
  }

  private static ObjectNode node(Map<String, ObjectNode> facts, String name) {
    ObjectNode node = MAPPER.createObjectNode();
    facts.put(name, node);
    return node;
  }
}
