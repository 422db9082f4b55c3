package dev.graft.train;

import dev.graft.torch.Entry;
import dev.graft.torch.Scope;
import dev.graft.torch.Tensor;
import dev.graft.torch.Weights;
import java.util.List;
import java.util.Random;

/**
 * First weights of a new head: uniform in +-1/sqrt(features), weights and bias alike, which is what
 * PyTorch's {@code nn.Linear} does (Kaiming uniform with a = sqrt 5).
 */
final class HeadInitialisation {

  private HeadInitialisation() {}

  /** Adds the head's entries, [classes, features] and [classes], to {@code weights}. */
  static void put(Weights weights, List<Entry> entries, int features, long seed) {
    // java.util.Random is specified to the bit: the same head on every machine.
    var random = new Random(seed);
    double bound = 1 / Math.sqrt(features);
    try (var scope = Scope.withoutGradients()) {
      for (Entry entry : entries) {
        float[] values = new float[Math.toIntExact(entry.elements())];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        weights.put(entry.name(), Tensor.of(values, shape));
      }
    }
  }
}
