package dev.graft.app.report.json;

import dev.graft.train.features.FeaturePlot;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    return Codec.file(FORMAT, Codec.tree(this));
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static ReportMaterial parse(String json) {
    return Codec.record(Codec.root(json, FORMAT), ReportMaterial.class);
  }
}
