package dev.graft.app.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.train.HeatMap;
import dev.graft.train.LivePredictor;
import dev.graft.train.Neighbours;
import dev.graft.train.evaluation.Prediction.Ranked;
import java.util.List;
import java.util.Optional;

/**
 * What models said of one picture, as the API tells it.
 *
 * @param format JPEG, PNG, ...
 * @param pictures as each of the asked models sees it
 * @param gallery the images that neighbours are of, where there are any
 */
record Answers(
    String format, List<LivePredictor.Prepared> pictures, Asked asked, Optional<Gallery> gallery) {

  Answers {
    pictures = List.copyOf(pictures);
  }

  /** {@code answers} of the asked models, in their order. */
  ObjectNode json(List<LivePredictor.Answer> answers) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putObject("image")
        .put("format", format)
        .put("width", pictures.get(0).width())
        .put("height", pictures.get(0).height());
    ArrayNode results = node.putArray("results");
    for (int i = 0; i < answers.size(); i++) {
      result(results.addObject(), i, answers.get(i));
    }
    return node;
  }

  private void result(ObjectNode node, int i, LivePredictor.Answer answer) {
    ServedModel model = asked.models().get(i).model();
    node.put("model", model.name());
    node.put("label", answer.prediction().className());
    node.put("probability", answer.prediction().probability());
    ArrayNode top = node.putArray("top");
    for (Ranked best : answer.prediction().top(asked.top())) {
      ObjectNode each = top.addObject();
      each.put("label", model.classifier().classNames().get(best.label()));
      each.put("probability", best.probability());
      answer.heatMaps().stream()
          .filter(map -> map.label() == best.label())
          .findFirst()
          .ifPresent(map -> heatMap(each.putObject("heatmap"), map));
    }
    if (asked.neighbours() > 0) {
      ArrayNode neighbours = node.putArray("neighbours");
      answer.neighbours().forEach(each -> neighbour(neighbours.addObject(), each));
    }
    if (asked.heatMaps()) {
      node.putPOJO("region", pictures.get(i).region());
    }
  }

  private static void heatMap(ObjectNode node, HeatMap map) {
    node.put("rows", map.rows()).put("columns", map.columns());
    ArrayNode values = node.putArray("values");
    map.values().forEach(value -> values.add(Math.round(value * 1000) / 1000.0));
  }

  private void neighbour(ObjectNode node, Neighbours.Neighbour neighbour) {
    Gallery shown = gallery.orElseThrow();
    node.put("label", shown.label(neighbour.image()))
        .put("similarity", Math.round(neighbour.similarity() * 1e4) / 1e4)
        .put("name", shown.name(neighbour.image()))
        .put("thumbnail", Thumbnails.address(neighbour.image()));
  }
}
