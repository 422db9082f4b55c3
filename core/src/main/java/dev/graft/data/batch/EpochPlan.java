package dev.graft.data.batch;

import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.View;
import dev.graft.files.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/** Which images make up the batches of an epoch: a function of its arguments, never of threads. */
public final class EpochPlan {

  /** Keeps the order's random numbers apart from the views': "order" in ASCII. */
  private static final long ORDER = 0x6f72646572L;

  private EpochPlan() {}

  /**
   * All images once, in an order and with views drawn from (seed, epoch). A last batch of one image
   * joins the batch before it: one image has no batch statistics to speak of.
   */
  public static List<List<Sample>> shuffled(
      int images, int batchSize, Augmentation augmentation, long seed, int epoch) {
    int[] order = new int[images];
    var random = new SplitMix64(SplitMix64.mix(SplitMix64.mix(seed) ^ ORDER) + epoch);
    for (int i = 0; i < images; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    var samples = new ArrayList<Sample>(images);
    for (int index : order) {
      samples.add(new Sample(index, augmentation.draw(seed, epoch, index)));
    }
    List<List<Sample>> batches = batches(samples, batchSize);
    int last = batches.size() - 1;
    if (last > 0 && batchSize > 1 && batches.get(last).size() == 1) {
      var joined = new ArrayList<>(batches.get(last - 1));
      joined.addAll(batches.remove(last));
      batches.set(last - 1, List.copyOf(joined));
    }
    return batches;
  }

  /** Number of batches that {@link #shuffled} makes: the steps of an epoch. */
  public static int steps(int images, int batchSize) {
    int batches = (images + batchSize - 1) / batchSize;
    boolean joined = batches > 1 && batchSize > 1 && images % batchSize == 1;
    return joined ? batches - 1 : batches;
  }

  /** All images once, in their own order, as evaluation sees them. */
  public static List<List<Sample>> inOrder(int images, int batchSize) {
    return inOrder(images, batchSize, List.of(View.PLAIN));
  }

  /**
   * The same with several views of each image, one after the other.
   *
   * @param batchSize images of a batch
   */
  public static List<List<Sample>> inOrder(int images, int batchSize, List<View> views) {
    var samples = new ArrayList<Sample>(images * views.size());
    for (int index = 0; index < images; index++) {
      for (View view : views) {
        samples.add(new Sample(index, view));
      }
    }
    return batches(samples, batchSize * views.size());
  }

  private static List<List<Sample>> batches(List<Sample> samples, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("a batch has at least one image, got " + batchSize);
    }
    var batches = new ArrayList<List<Sample>>();
    for (int from = 0; from < samples.size(); from += batchSize) {
      batches.add(List.copyOf(samples.subList(from, Math.min(samples.size(), from + batchSize))));
    }
    return batches;
  }
}
