package dev.graft.app.serve;

import dev.graft.app.http.Problem;
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
 * @param neighbours how many of the training images are told that look most alike
 */
record Asked(List<Batcher> models, int top, boolean heatMaps, int neighbours) {

  private static final int TOP = 5;
  private static final int MOST_TOP = 1000;
  private static final int MOST_MAPS = 20;
  private static final int MOST_NEIGHBOURS = 100;
  private static final Set<String> KNOWN = Set.of("model", "top", "heatmap", "neighbours");

  /**
   * Reads {@code ?model=NAME&top=N&heatmap=true&neighbours=N}; without a name all models answer.
   */
  static Asked of(Fields query, List<Batcher> served) {
    for (String name : query.getNames()) {
      if (!KNOWN.contains(name)) {
        throw Problem.wrongRequest("parameters are model, top, heatmap and neighbours").exception();
      }
    }
    String heatMap = query.getValue("heatmap") == null ? "false" : query.getValue("heatmap");
    if (!heatMap.equals("true") && !heatMap.equals("false")) {
      throw Problem.wrongRequest("heatmap is true or false").exception();
    }
    List<Batcher> models = models(query, served);
    int top = number(query, "top", 1, MOST_TOP, TOP);
    if (heatMap.equals("true") && top > MOST_MAPS) {
      throw Problem.wrongRequest("with heatmap, top is a number from 1 to " + MOST_MAPS)
          .exception();
    }
    int neighbours = number(query, "neighbours", 0, MOST_NEIGHBOURS, 0);
    if (neighbours > 0 && models.stream().anyMatch(each -> !each.hasNeighbours())) {
      throw Problem.wrongRequest("this server was started without images to find neighbours among")
          .exception();
    }
    return new Asked(models, top, heatMap.equals("true"), neighbours);
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

  private static int number(Fields query, String name, int least, int most, int otherwise) {
    String given = query.getValue(name);
    if (given == null) {
      return otherwise;
    }
    if (!given.matches("[0-9]{1,4}")
        || Integer.parseInt(given) < least
        || Integer.parseInt(given) > most) {
      throw Problem.wrongRequest("%s is a number from %d to %d".formatted(name, least, most))
          .exception();
    }
    return Integer.parseInt(given);
  }
}
