package dev.graft.train;

import dev.graft.data.Augmentation;
import dev.graft.data.Batch;
import dev.graft.data.BatchLoader;
import dev.graft.data.ImageSource;
import dev.graft.data.Loading;
import dev.graft.data.Preprocessing;
import dev.graft.data.Sample;
import dev.graft.torch.FrozenNetwork;
import dev.graft.torch.Precision;
import dev.graft.torch.RowStore;
import dev.graft.torch.Scope;
import dev.graft.torch.Sequential;
import dev.graft.torch.Tensor;
import dev.graft.torch.Weights;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The stages before the cut, without gradients and with BatchNorm's stored statistics: a pure
 * function of an image's view, so its output is computed once per view and remembered.
 *
 * <p>With no stages it passes images on and remembers nothing; nor does it where views never come
 * again, or where all outputs together would exceed the limit.
 */
final class FrozenPrefix implements Prefix {

  private final Sequential layers;
  private final FrozenNetwork network;
  private final ImageSource source;
  private final BatchLoader loader;
  private final Precision precision;
  private final int inputSize;
  private final OptionalInt views;
  private final CacheBudget budget;
  private final RowStore store;
  private boolean remembers;
  private boolean decided;

  FrozenPrefix(
      Sequential layers,
      Weights weights,
      ImageSource source,
      Preprocessing preprocessing,
      Augmentation augmentation,
      Loading loading,
      CacheBudget budget,
      Precision precision) {
    this.layers = layers;
    this.network = new FrozenNetwork(layers, weights, precision);
    this.source = source;
    this.loader = new BatchLoader(source, preprocessing, augmentation, loading);
    this.precision = precision;
    this.inputSize = preprocessing.inputSize();
    this.views = augmentation.views();
    this.budget = budget;
    long rows = (long) source.size() * views.orElse(0);
    this.remembers = !layers.layers().isEmpty() && rows > 0 && rows <= Integer.MAX_VALUE;
    this.store = new RowStore(remembers ? (int) rows : 0);
  }

  /** What became of the outputs, for the record. */
  String describe() {
    if (remembers) {
      return "%s frozen stages computed once per view, %.1f MB remembered"
          .formatted(layers.layers().size(), bytes() / 1e6);
    }
    return layers.layers().isEmpty()
        ? "no frozen stages"
        : views.isEmpty()
            ? "frozen stages computed every epoch: views of this augmentation do not come again"
            : "frozen stages computed every epoch: their outputs exceed the cache limit";
  }

  /** Bytes the remembered outputs take now. */
  long bytes() {
    return store.bytes();
  }

  /** Whether some outputs are there already. */
  boolean isWarm() {
    return store.bytes() > 0;
  }

  @Override
  public void forEach(List<List<Sample>> batches, BatchConsumer consumer) {
    decideByFirst(batches);
    List<List<Sample>> missing = remembers ? missing(batches) : batches;
    boolean again = !remembers || views.orElseThrow() > 1; // from another epoch, or another view
    Iterator<Batch> loaded =
        loader.load(missing.stream().filter(b -> !b.isEmpty()).toList(), again);
    for (int i = 0; i < batches.size(); i++) {
      try (var scope = Scope.withoutGradients()) {
        Tensor output = missing.get(i).isEmpty() ? null : compute(loaded.next());
        Tensor input = remembers ? store.get(rows(batches.get(i))) : output;
        consumer.accept(input, labels(batches.get(i)));
      }
    }
  }

  /** Runs one image to learn how large an output is; forgets caching when all would not fit. */
  private void decideByFirst(List<List<Sample>> batches) {
    if (decided || !remembers || batches.isEmpty()) {
      return;
    }
    decided = true;
    try (var scope = Scope.withoutGradients()) {
      Tensor image = Tensor.of(new float[3 * inputSize * inputSize], 1, 3, inputSize, inputSize);
      long bytes = network.forward(image).elements() * Float.BYTES;
      remembers = budget.reserve(bytes * source.size() * views.orElseThrow());
    }
  }

  private Tensor compute(Batch batch) {
    try (batch;
        var scope = Scope.withoutGradients()) {
      Tensor images =
          Tensor.ofImages(batch.pixels(), precision, batch.size(), 3, inputSize, inputSize);
      Tensor output = network.forward(images);
      if (remembers) {
        store.put(rows(batch.samples()), output);
      }
      return scope.keep(output);
    }
  }

  /** For each batch, the samples that neither the store nor an earlier batch has. */
  private List<List<Sample>> missing(List<List<Sample>> batches) {
    Set<Integer> coming = new HashSet<>();
    var missing = new ArrayList<List<Sample>>();
    for (List<Sample> batch : batches) {
      var absent = new ArrayList<Sample>();
      for (Sample sample : batch) {
        int row = row(sample);
        if (!store.has(row) && coming.add(row)) {
          absent.add(sample);
        }
      }
      missing.add(absent);
    }
    return missing;
  }

  private int[] rows(List<Sample> samples) {
    return samples.stream().mapToInt(this::row).toArray();
  }

  private int row(Sample sample) {
    return sample.index() * views.orElseThrow() + sample.view().id().orElseThrow();
  }

  private int[] labels(List<Sample> samples) {
    return samples.stream().mapToInt(sample -> source.label(sample.index())).toArray();
  }

  @Override
  public void close() {
    loader.close();
    store.close();
    network.close();
  }
}
