package dev.graft.train.features;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.batch.Sample;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.View;
import dev.graft.data.source.ImageSource;
import dev.graft.train.cache.Resources;
import dev.graft.train.record.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Images as the pretrained backbone sees them before anything was trained, in the two directions in
 * which its features differ most.
 *
 * @param points in the order of the images
 * @param shareX of the features' variance that lies along x, in [0, 1]; {@code shareY} along y
 */
public record FeaturePlot(List<Point> points, double shareX, double shareY) {

  private static final int BATCH = 32;

  /** An image by its index, and where it lies. */
  public record Point(int image, double x, double y) {}

  public FeaturePlot {
    points = List.copyOf(points);
  }

  /**
   * The map of at most {@code most} of the images, evenly chosen; at least one image.
   *
   * @param events are told how far it is
   * @throws dev.graft.data.image.UnreadableImageException if an image cannot be read any more
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static FeaturePlot of(
      Backbone backbone,
      ImageSource images,
      int most,
      Resources resources,
      Consumer<Event> events) {
    List<Sample> chosen = chosen(images.size(), most);
    float[][] rows = rows(backbone, images, chosen, resources, events);
    var axes = new PrincipalAxes(rows);
    var points = new ArrayList<Point>();
    for (int i = 0; i < rows.length; i++) {
      points.add(new Point(chosen.get(i).index(), axes.coordinate(i, 0), axes.coordinate(i, 1)));
    }
    return new FeaturePlot(points, axes.share(0), axes.share(1));
  }

  private static List<Sample> chosen(int images, int most) {
    int count = Math.min(images, most);
    var samples = new ArrayList<Sample>();
    for (int i = 0; i < count; i++) {
      samples.add(new Sample((int) ((long) i * images / count), View.PLAIN));
    }
    return samples;
  }

  /** Features [n, d] of these samples, remembered where feature extraction finds them. */
  private static float[][] rows(
      Backbone backbone,
      ImageSource images,
      List<Sample> samples,
      Resources resources,
      Consumer<Event> events) {
    Architecture architecture = backbone.architecture();
    int cut = architecture.stages().size();
    try (var use = backbone.use();
        var features = new Features(resources, events);
        var stages =
            new FrozenStages(architecture.prefix(cut), backbone.weights(), resources.compute());
        var prefix =
            new FrozenPrefix(
                stages,
                images,
                backbone.preprocessing(),
                Augmentation.none(),
                resources.withImageBytes(0).loading(), // each image is looked at once
                Optional.of(
                    features.store(
                        FeatureKey.of(
                            architecture,
                            cut,
                            backbone.weights(),
                            backbone.preprocessing(),
                            resources))))) {
      return HeadFit.Rows.of(
              prefix,
              batches(samples),
              done ->
                  events.accept(
                      new Event.Progress(
                          Event.Work.MAP, 0, done, samples.size(), OptionalDouble.empty())))
          .features();
    }
  }

  private static List<List<Sample>> batches(List<Sample> samples) {
    var batches = new ArrayList<List<Sample>>();
    for (int from = 0; from < samples.size(); from += BATCH) {
      batches.add(samples.subList(from, Math.min(samples.size(), from + BATCH)));
    }
    return batches;
  }
}
