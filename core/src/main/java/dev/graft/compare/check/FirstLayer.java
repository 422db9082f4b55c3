package dev.graft.compare.check;

import dev.graft.backbone.Backbone;
import dev.graft.data.batch.Batch;
import dev.graft.data.batch.BatchLoader;
import dev.graft.data.batch.Loading;
import dev.graft.data.batch.Sample;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.View;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.Precision;
import dev.graft.torch.layers.Conv2d;
import dev.graft.torch.layers.ConvNorm2d;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.tensors.Pixels;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import dev.graft.train.cache.Resources;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Compares what the first convolution makes of some images with what its batch normalisation
 * remembers of the images that the weights were trained on.
 */
final class FirstLayer {

  private static final int IMAGES = 128;
  private static final int BATCH = 8;

  /** Channels that were all but silent in training say nothing. */
  private static final double SILENT = 1e-4;

  private final Backbone backbone;
  private final Optional<ConvNorm2d> first;
  private final Moments pixels = new Moments(3);
  private final Moments outputs;

  private FirstLayer(Backbone backbone) {
    this.backbone = backbone;
    this.first = first(backbone.architecture().stages().get(0).layer());
    this.outputs = new Moments(first.map(layer -> layer.convolution().out()).orElse(0));
  }

  /** Looks at up to 128 of {@code images}, spread evenly over them. */
  static DataFindings.Input look(ImageSource images, Backbone backbone, Resources resources) {
    int count = Math.min(IMAGES, images.size());
    var samples =
        IntStream.range(0, count)
            .mapToObj(i -> new Sample((int) ((long) i * images.size() / count), View.PLAIN))
            .toList();
    var batches = new ArrayList<List<Sample>>();
    for (int from = 0; from < count; from += BATCH) {
      batches.add(samples.subList(from, Math.min(count, from + BATCH)));
    }
    var look = new FirstLayer(backbone);
    var loading = new Loading(resources.loaderThreads(), resources.decoding(), 0);
    try (var use = backbone.use();
        var loader =
            new BatchLoader(images, backbone.preprocessing(), Augmentation.none(), loading)) {
      Iterator<Batch> loaded = loader.load(batches, false);
      while (loaded.hasNext()) {
        look.add(loaded.next());
      }
      return new DataFindings.Input(
          count, look.pixels.means(), look.pixels.deviations(), look.spread());
    }
  }

  /** Empty where a backbone begins otherwise, and so remembers nothing of its images. */
  private static Optional<ConvNorm2d> first(Layer layer) {
    if (layer instanceof ConvNorm2d found) {
      return Optional.of(found);
    }
    return layer.children().isEmpty() ? Optional.empty() : first(layer.children().get(0));
  }

  private void add(Batch batch) {
    try (batch;
        var scope = Scope.withoutGradients()) {
      FloatBuffer values = batch.pixels();
      for (int i = 0; i < values.remaining(); i++) {
        pixels.add(i % 3, values.get(i));
      }
      if (first.isPresent()) {
        add(batch, first.get().convolution());
      }
    }
  }

  private void add(Batch batch, Conv2d convolution) {
    int side = batch.inputSize();
    Tensor images = Pixels.copied(batch.pixels(), Precision.FLOAT32, batch.size(), 3, side, side);
    float[] convolved = convolution.forward(images, backbone.weights(), Pass.EVALUATION).floats();
    int channels = convolution.out();
    int perChannel = convolved.length / batch.size() / channels;
    for (int i = 0; i < convolved.length; i++) {
      outputs.add(i / perChannel % channels, convolved[i]);
    }
  }

  /**
   * Lower quartile, median and upper quartile over the channels; 1 each where none spoke, none
   * where nothing is remembered.
   */
  private List<Double> spread() {
    if (first.isEmpty()) {
      return List.of();
    }
    double[] remembered =
        backbone.weights().get(first.get().norm().name() + ".running_var").doubles();
    double loudest = Arrays.stream(remembered).max().orElseThrow();
    List<Double> deviations = outputs.deviations();
    double[] ratios =
        IntStream.range(0, remembered.length)
            .filter(c -> remembered[c] > SILENT * loudest)
            .mapToDouble(c -> deviations.get(c) * deviations.get(c) / remembered[c])
            .sorted()
            .toArray();
    if (ratios.length == 0) {
      return List.of(1.0, 1.0, 1.0);
    }
    int last = ratios.length - 1;
    return List.of(ratios[last / 4], ratios[last / 2], ratios[last * 3 / 4]);
  }

  /** Means and deviations of channels, as values come. */
  private static final class Moments {

    private final double[] sums;
    private final double[] squares;
    private final long[] counts;

    Moments(int channels) {
      sums = new double[channels];
      squares = new double[channels];
      counts = new long[channels];
    }

    void add(int channel, double value) {
      sums[channel] += value;
      squares[channel] += value * value;
      counts[channel]++;
    }

    List<Double> means() {
      return IntStream.range(0, sums.length).mapToObj(c -> sums[c] / counts[c]).toList();
    }

    List<Double> deviations() {
      return IntStream.range(0, sums.length)
          .mapToObj(c -> Math.sqrt(Math.max(0, squares[c] / counts[c] - mean(c) * mean(c))))
          .toList();
    }

    private double mean(int channel) {
      return sums[channel] / counts[channel];
    }
  }
}
