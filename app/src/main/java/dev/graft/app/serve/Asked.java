package dev.graft.app.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.util.Fields;

/**
 * What a prediction's address asks for.
 *
 * @param models that are to answer, in the server's order
 * @param top how many of the most probable classes are told
 * @param heatMaps whether each comes with where the network looked
 */
record Asked(List<Batcher> models, int top, boolean heatMaps) {

  private static final int TOP = 5;
  private static final int MOST_TOP = 1000;
  private static final int MOST_MAPS = 20;
  private static final Set<String> KNOWN = Set.of("model", "top", "heatmap");

  /** Reads {@code ?model=NAME&top=N&heatmap=true}; without a name all models answer. */
  static Asked of(Fields query, List<Batcher> served) {
    for (String name : query.getNames()) {
      if (!KNOWN.contains(name)) {
        throw Problem.wrongRequest("parameters are model, top and heatmap").exception();
      }
    }
    String heatMap = query.getValue("heatmap") == null ? "false" : query.getValue("heatmap");
    if (!heatMap.equals("true") && !heatMap.equals("false")) {
      throw Problem.wrongRequest("heatmap is true or false").exception();
    }
    int top = top(query.getValue("top"));
    if (heatMap.equals("true") && top > MOST_MAPS) {
      throw Problem.wrongRequest("with heatmap, top is a number from 1 to " + MOST_MAPS)
          .exception();
    }
    return new Asked(models(query, served), top, heatMap.equals("true"));
  }

  private static List<Batcher> models(Fields query, List<Batcher> served) {
    List<String> names = query.getValuesOrEmpty("model");
    var models = new ArrayList<Batcher>();
    for (Batcher each : served) {
      if (names.isEmpty() || names.contains(each.model().name())) {
        models.add(each);
      }
    }
    if (models.size() < Set.copyOf(names).size()) {
      throw Problem.of(
              404, "no-such-model", "No model has that name", "/v1/models lists those there are")
          .exception();
    }
    return models;
  }

  private static int top(String given) {
    if (given == null) {
      return TOP;
    }
    if (!given.matches("[0-9]{1,4}")
        || Integer.parseInt(given) < 1
        || Integer.parseInt(given) > MOST_TOP) {
      throw Problem.wrongRequest("top is a number from 1 to 1000").exception();
    }
    return Integer.parseInt(given);
  }
}
