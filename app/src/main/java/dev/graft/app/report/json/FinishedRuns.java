package dev.graft.app.report.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.Strategy;
import java.util.List;
import java.util.Map;

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
      return RunReader.list(MAPPER.readTree(json).required("runs"), run -> run(run, strategies));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is not JSON", e);
    }
  }

  private static RunRecord run(JsonNode run, Map<String, Strategy> strategies) {
    String label = RunReader.text(run, "strategy");
    Strategy strategy = strategies.get(label);
    if (strategy == null) {
      throw new IllegalArgumentException(
          "a run of \"%s\", which is none of %s".formatted(label, strategies.keySet()));
    }
    return RunReader.run(run, strategy);
  }
}
