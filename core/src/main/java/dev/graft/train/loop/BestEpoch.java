package dev.graft.train.loop;

import dev.graft.torch.tensors.StoredTensor;
import dev.graft.train.record.EpochRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The epoch of a run that did best on the watched images, and its weights. */
public final class BestEpoch {

  private Optional<EpochRecord> epoch = Optional.empty();
  private Map<String, StoredTensor> weights = Map.of();

  /** An epoch is done: its weights are asked for and kept if it is the best so far. */
  public void offer(EpochRecord done, Supplier<Map<String, StoredTensor>> itsWeights) {
    if (epoch.isEmpty() || loss(done) < loss(epoch.get())) {
      epoch = Optional.of(done);
      weights = itsWeights.get();
    }
  }

  /** What an earlier process kept, of these epochs. */
  public void restore(List<EpochRecord> done, Map<String, StoredTensor> kept) {
    for (EpochRecord each : done) {
      offer(each, () -> kept);
    }
  }

  /** Its number, or that of the last where none was offered. */
  public int number(List<EpochRecord> all) {
    return epoch.map(EpochRecord::epoch).orElse(all.get(all.size() - 1).epoch());
  }

  /** Empty where none was offered. */
  public Map<String, StoredTensor> weights() {
    return weights;
  }

  /** How many of the last of {@code epochs} brought nothing better than those before them. */
  public static int withoutGain(List<EpochRecord> epochs) {
    int best = 0;
    for (int i = 1; i < epochs.size(); i++) {
      best = loss(epochs.get(i)) < loss(epochs.get(best)) ? i : best;
    }
    return epochs.isEmpty() ? 0 : epochs.size() - 1 - best;
  }

  /** Log loss on the watched images, after temperature scaling. */
  public static double loss(EpochRecord epoch) {
    return epoch.calibratedLoss().orElse(Double.POSITIVE_INFINITY);
  }
}
