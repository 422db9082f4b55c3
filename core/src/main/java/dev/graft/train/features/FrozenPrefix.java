package dev.graft.train.features;

import dev.graft.data.batch.Batch;
import dev.graft.data.batch.BatchLoader;
import dev.graft.data.batch.Loading;
import dev.graft.data.batch.Sample;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The stages before the cut, without gradients and with BatchNorm's stored statistics: a pure
 * function of an image's view, so its output is computed once per view and remembered.
 *
 * <p>With no stages it passes images on and remembers nothing; nor does it where views never come
 * again. What the limits leave no room for is computed every time.
 */
public final class FrozenPrefix implements Prefix {

  private static final int TOGETHER = 32;

  /** Of pixels that are computed at once: a loader holds at least two such batches. */
  private static final long MOST_BYTES = 320L << 20; // 512 images of 224 pixels a side have 294 MiB

  private final FrozenStages stages;
  private final ImageSource source;
  private final BatchLoader loader;
  private final Preprocessing preprocessing;
  private final OptionalInt views;
  private final Optional<FeatureStore> store;
  private Tally tally = new Tally();
  private final Set<Sample> used = new HashSet<>(); // by the run under way
  private int taken; // of these, how many it found
  private OptionalDouble paid = OptionalDouble.empty();

  /** How many outputs of a phase were there at its first pass, and what the last one left. */
  private static final class Tally {
    private int passes;
    private int there;
    private int found;
    private int asked;
    private int absent;
    private int unkept;
    private boolean together; // some batches were computed at once
  }

  /** Neither {@code stages} nor what is {@code remembered} of them is closed here. */
  public FrozenPrefix(
      FrozenStages stages,
      ImageSource source,
      Preprocessing preprocessing,
      Augmentation augmentation,
      Loading loading,
      Optional<FeatureStore> remembered) {
    this.stages = stages;
    this.source = source;
    this.loader = new BatchLoader(source, preprocessing, augmentation, loading);
    this.preprocessing = preprocessing;
    this.views = augmentation.views();
    this.store = views.isPresent() && stages.count() > 0 ? remembered : Optional.empty();
  }

  /** A run begins, of one phase or more. */
  void beginRun() {
    used.clear();
    taken = 0;
    paid = OptionalDouble.empty();
  }

  /**
   * What computing the outputs that this run found there took others: no part of its own time. Of
   * those that an earlier command left only this process's mean is known, if it computed any.
   */
  double foundSeconds() {
    return paid.orElseGet(() -> taken * store.map(FeatureStore::secondsPerRow).orElse(0.0));
  }

  /** Computing is counted in the run's own time already, but for so many seconds. */
  void pay(double foundSeconds) {
    paid = OptionalDouble.of(foundSeconds);
  }

  /** A phase begins: what is told afterwards is told of it alone. */
  public void begin() {
    tally = new Tally();
  }

  /** What became of the outputs since {@link #begin}, for the record. */
  String describe() {
    if (stages.count() == 0) {
      return "no frozen stages";
    } else if (views.isEmpty()) {
      return "frozen stages computed every epoch: views of this augmentation do not come again";
    } else if (tally.asked == 0) {
      return "frozen stages not run: every epoch was over";
    } else if (store.isEmpty() || tally.unkept == tally.asked) {
      return "frozen stages computed every epoch: their outputs exceed the cache limit";
    }
    var text = new StringBuilder(stages.count() + " frozen stages computed once per view");
    text.append(", ").append(store.get().describe());
    if (tally.there > 0) {
      text.append(
          ("; of the first epoch's %d views, %d were cached by earlier commands and %d by"
                  + " earlier runs")
              .formatted(tally.asked, tally.found, tally.there - tally.found));
    }
    if (tally.unkept > 0) {
      text.append(
          "; %d of %d views an epoch exceed the cache limit and were computed every time"
              .formatted(tally.unkept, tally.asked));
    }
    return text.toString();
  }

  /** Whether outputs were there already in the first pass since {@link #begin}. */
  boolean foundSome() {
    return tally.there > 0;
  }

  /** Whether every view is computed when its batch comes. */
  boolean computesEachBatch() {
    return store.isEmpty() && !tally.together;
  }

  /** Whether nothing was computed in the last pass. */
  boolean foundAll() {
    return tally.absent == 0;
  }

  @Override
  public void forEach(List<List<Sample>> batches, BatchConsumer consumer) {
    List<List<Sample>> missing = store.isPresent() ? missing(batches) : batches;
    count(batches, missing);
    List<Stretch> stretches = stretches(missing);
    tally.together = stretches.size() < missing.size();
    Iterator<Batch> loaded =
        loader.load(
            stretches.stream().map(Stretch::missing).filter(list -> !list.isEmpty()).toList(),
            comeAgain());
    for (Stretch stretch : stretches) {
      try (var computed = Scope.withoutGradients()) {
        Tensor fresh = stretch.missing().isEmpty() ? null : compute(loaded);
        int used = 0;
        for (int i = stretch.from(); i < stretch.to(); i++) {
          int own = missing.get(i).size();
          try (var scope = Scope.withoutGradients()) {
            Tensor rows = own == 0 ? null : fresh.rows(used, own);
            consumer.accept(input(batches.get(i), missing.get(i), rows), labels(batches.get(i)));
          }
          used += own;
        }
      }
    }
  }

  /**
   * Batches in a row whose missing outputs are computed at once.
   *
   * @param missing those of batches {@code from} to {@code to}, without the last, in their order
   */
  private record Stretch(int from, int to, List<Sample> missing) {}

  /**
   * As many batches as have {@value #TOGETHER} missing outputs, for few images at a time are slow,
   * or enough to keep more threads than that busy, while their pixels are no more than {@link
   * #MOST_BYTES}. Where outputs are not kept and few threads compute them, each batch is computed
   * when its turn comes.
   */
  private List<Stretch> stretches(List<List<Sample>> missing) {
    int busy = stages.compute().together();
    int most = together(busy, preprocessing.floatsPerImage());
    boolean each = stages.count() == 0 || (store.isEmpty() && busy <= TOGETHER);
    var stretches = new ArrayList<Stretch>();
    int from = 0;
    var sum = new ArrayList<Sample>();
    for (int i = 0; i < missing.size(); i++) {
      boolean isFull = each || sum.size() + missing.get(i).size() > most;
      if (i > from && isFull) {
        stretches.add(new Stretch(from, i, List.copyOf(sum)));
        from = i;
        sum.clear();
      }
      sum.addAll(missing.get(i));
    }
    if (from < missing.size()) {
      stretches.add(new Stretch(from, missing.size(), List.copyOf(sum)));
    }
    return stretches;
  }

  /** How many images are computed at once where {@code busy} keep all threads busy. */
  static int together(int busy, int floatsPerImage) {
    long room = MOST_BYTES / Float.BYTES / floatsPerImage;
    return (int) Math.min(Math.max(TOGETHER, busy), room);
  }

  /** Whether images loaded now will be loaded again: for another view, or for want of room. */
  private boolean comeAgain() {
    return store.isEmpty() || views.orElseThrow() > 1 || tally.passes > 1;
  }

  private Tensor compute(Iterator<Batch> loaded) {
    long start = System.nanoTime();
    try (Batch batch = loaded.next();
        var entered = stages.compute().enter();
        var scope = Scope.withoutGradients()) {
      Tensor output = stages.forward(batch, preprocessing.inputSize());
      if (store.isPresent()) {
        tally.unkept += batch.size() - store.get().put(keys(batch.samples()), output);
        store.get().spent(batch.size(), (System.nanoTime() - start) / 1e9);
      }
      return scope.keep(output);
    }
  }

  /** The outputs for {@code batch}: {@code fresh} ones for {@code missing}, the others as kept. */
  private Tensor input(List<Sample> batch, List<Sample> missing, Tensor fresh) {
    if (missing.size() == batch.size()) {
      return fresh;
    }
    var known = new ArrayList<Sample>();
    int[] order = new int[batch.size()];
    int computed = 0;
    for (int i = 0; i < order.length; i++) {
      boolean isMissing = computed < missing.size() && batch.get(i).equals(missing.get(computed));
      order[i] = isMissing ? batch.size() - missing.size() + computed++ : known.size();
      if (!isMissing) {
        known.add(batch.get(i));
      }
    }
    Tensor kept = store.orElseThrow().get(keys(known));
    return fresh == null ? kept : Tensor.merged(kept, fresh, order);
  }

  /** For each batch, the samples whose outputs are not there. */
  private List<List<Sample>> missing(List<List<Sample>> batches) {
    if (store.orElseThrow().isEmpty()) {
      return batches; // nor need images be read for their hashes: loading them gives these
    }
    var missing = new ArrayList<List<Sample>>();
    for (List<Sample> batch : batches) {
      missing.add(batch.stream().filter(sample -> !store.orElseThrow().has(key(sample))).toList());
    }
    return missing;
  }

  private void count(List<List<Sample>> batches, List<List<Sample>> missing) {
    int absent = missing.stream().mapToInt(List::size).sum();
    tally.asked = batches.stream().mapToInt(List::size).sum();
    tally.absent = absent;
    tally.unkept = store.isPresent() ? 0 : absent;
    if (tally.passes++ == 0) {
      tally.there = tally.asked - absent;
      tally.found = 0;
      for (List<Sample> batch : tally.there > 0 ? batches : List.<List<Sample>>of()) {
        tally.found += (int) batch.stream().filter(this::wasFound).count();
      }
    }
    store.ifPresent(s -> s.expect(absent));
    if (store.isPresent()) {
      missing.forEach(used::addAll);
      batches.forEach(batch -> batch.forEach(sample -> taken += used.add(sample) ? 1 : 0));
    }
  }

  private boolean wasFound(Sample sample) {
    return store.orElseThrow().wasFound(key(sample));
  }

  private List<RowKey> keys(List<Sample> samples) {
    return samples.stream().map(this::key).toList();
  }

  private RowKey key(Sample sample) {
    return new RowKey(source.contentHash(sample.index()), sample.view().id().orElseThrow());
  }

  private int[] labels(List<Sample> samples) {
    return samples.stream().mapToInt(sample -> source.label(sample.index())).toArray();
  }

  @Override
  public void close() {
    loader.close();
  }
}
