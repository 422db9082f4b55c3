package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import dev.graft.torch.Precision;
import dev.graft.train.record.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code model.json} says of how a model came about, with the fields of {@link
 * ComparisonJson}. What cannot be read of it is not known: the model was loaded all the same.
 */
public final class ModelJson {

  private static final String COMPARISON = "comparison";

  private ModelJson() {}

  private record Origin(Instant started, List<String> strategies) {}

  /** Of {@code run}, one of those in {@code record}. */
  public static Map<String, ObjectNode> facts(ComparisonRecord record, RunRecord run) {
    var facts = new LinkedHashMap<String, ObjectNode>();
    facts.put("data", Codec.tree(record.data().of(run)));
    facts.put("backbone", Codec.tree(record.model(run.label())));
    facts.put("settings", Codec.tree(record.settings()));
    facts.put("run", Codec.tree(run));
    facts.put("environment", Codec.tree(record.environment()));
    return facts;
  }

  /** The same, with the comparison that the model comes from, as far as it has got. */
  public static Map<String, ObjectNode> factsOfComparison(ComparisonRecord record, RunRecord run) {
    Map<String, ObjectNode> facts = facts(record, run);
    List<String> labels = Summary.of(record.runs()).stream().map(Summary::label).toList();
    facts.put(COMPARISON, Codec.tree(new Origin(record.started(), labels)));
    return facts;
  }

  /** When the comparison began that kept the model in {@code folder}, if one did. */
  public static Optional<String> comparison(Path folder) {
    return Optional.of(stored(folder).path(COMPARISON))
        .filter(comparison -> !comparison.isMissingNode())
        .map(comparison -> comparison.path("started").asText());
  }

  /** In what precision the model in {@code folder} was trained. */
  public static Optional<Precision> precision(Path folder) {
    return Optional.of(stored(folder).at("/settings/precision").asText())
        .filter(id -> !id.isEmpty())
        .map(Precision::named);
  }

  /** Missing where there is none, as of a file of weights alone. */
  static JsonNode stored(Path folder) {
    try {
      return Codec.parse(Files.readString(folder.resolve("model.json")));
    } catch (IOException | IllegalArgumentException e) {
      return MissingNode.getInstance();
    }
  }
}
