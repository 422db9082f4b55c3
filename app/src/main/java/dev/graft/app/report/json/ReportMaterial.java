package dev.graft.app.report.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.train.features.FeaturePlot;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a report shows of the test images and the results do not hold. Images go by their index in
 * the split.
 *
 * @param fingerprint of the images, as in the results it belongs to
 * @param command that was given, for people; empty where unknown
 * @param names of the images that are shown or mapped
 * @param thumbnails of those that are shown: JPEG files in Base64
 * @param map of the frozen features, once it was made
 */
public record ReportMaterial(
    String fingerprint,
    String command,
    Map<Integer, String> names,
    Map<Integer, String> thumbnails,
    Optional<FeaturePlot> map) {

  private static final int FORMAT = 1;

  /** Of a coordinate: a screen has no more. */
  private static final MathContext DIGITS = new MathContext(5);

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public ReportMaterial {
    names = Map.copyOf(names);
    thumbnails = Map.copyOf(thumbnails);
    map = map.map(ReportMaterial::rounded); // so that a page made again is the same
  }

  private static FeaturePlot rounded(FeaturePlot map) {
    List<FeaturePlot.Point> points =
        map.points().stream()
            .map(
                point ->
                    new FeaturePlot.Point(point.image(), rounded(point.x()), rounded(point.y())))
            .toList();
    return new FeaturePlot(points, map.shareX(), map.shareY());
  }

  private static double rounded(double coordinate) {
    return new BigDecimal(coordinate).round(DIGITS).doubleValue();
  }

  /** Nothing, for results without it. */
  public static ReportMaterial none() {
    return new ReportMaterial("", "", Map.of(), Map.of(), Optional.empty());
  }

  /** As JSON, which {@link #parse} reads. */
  public String json() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT);
    root.put("fingerprint", fingerprint);
    root.put("command", command);
    texts(root.putObject("names"), names);
    texts(root.putObject("thumbnails"), thumbnails);
    if (map.isPresent()) {
      write(root.putObject("map"), map.get());
    } else {
      root.putNull("map");
    }
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }

  private static void texts(ObjectNode node, Map<Integer, String> texts) {
    new TreeMap<>(texts).forEach((image, text) -> node.put(String.valueOf(image), text));
  }

  private static void write(ObjectNode node, FeaturePlot map) {
    node.put("shareX", map.shareX());
    node.put("shareY", map.shareY());
    ArrayNode images = node.putArray("images");
    ArrayNode x = node.putArray("x");
    ArrayNode y = node.putArray("y");
    for (FeaturePlot.Point point : map.points()) {
      images.add(point.image());
      x.add(point.x());
      y.add(point.y());
    }
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static ReportMaterial parse(String json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      if (root.path("format").asInt() != FORMAT) {
        throw new IllegalArgumentException(
            "its format is %s; this Graft reads %d"
                .formatted(root.path("format").asText("none"), FORMAT));
      }
      JsonNode map = root.required("map");
      return new ReportMaterial(
          root.required("fingerprint").asText(),
          root.required("command").asText(),
          texts(root.required("names")),
          texts(root.required("thumbnails")),
          map.isNull() ? Optional.empty() : Optional.of(map(map)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is not JSON", e); // whose own words are many lines
    }
  }

  private static Map<Integer, String> texts(JsonNode node) {
    var texts = new TreeMap<Integer, String>();
    node.properties()
        .forEach(field -> texts.put(Integer.valueOf(field.getKey()), field.getValue().asText()));
    return texts;
  }

  private static FeaturePlot map(JsonNode map) {
    List<Integer> images = RunReader.list(map.required("images"), JsonNode::asInt);
    List<Double> x = RunReader.list(map.required("x"), JsonNode::asDouble);
    List<Double> y = RunReader.list(map.required("y"), JsonNode::asDouble);
    if (x.size() != images.size() || y.size() != images.size()) {
      throw new IllegalArgumentException("its map has not as many coordinates as images");
    }
    var points = new ArrayList<FeaturePlot.Point>();
    for (int i = 0; i < images.size(); i++) {
      points.add(new FeaturePlot.Point(images.get(i), x.get(i), y.get(i)));
    }
    return new FeaturePlot(
        points, RunReader.number(map, "shareX"), RunReader.number(map, "shareY"));
  }
}
