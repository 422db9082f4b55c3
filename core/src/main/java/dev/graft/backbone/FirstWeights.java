package dev.graft.backbone;

import dev.graft.torch.Entry;
import dev.graft.torch.Scope;
import dev.graft.torch.Tensor;
import dev.graft.torch.Weights;
import java.util.Arrays;
import java.util.Random;

/**
 * Random weights to train a backbone from nothing, as torchvision begins its ResNets: convolutions
 * normal with variance 2 / (outputs x kernel area) (He et al., 2015, arXiv 1502.01852, "fan out"),
 * batch normalisation the identity.
 */
final class FirstWeights {

  private FirstWeights() {}

  /** All entries of the backbone, float32 and channels-last; the same ones for the same seed. */
  static Weights of(Architecture architecture, long seed) {
    // java.util.Random is specified to the bit: the same weights on every machine.
    var random = new Random(seed);
    try (var scope = Scope.withoutGradients();
        var plain = new Weights()) {
      for (Entry entry : architecture.entries()) {
        plain.put(entry.name(), first(entry, random));
      }
      return plain.channelsLast();
    }
  }

  private static Tensor first(Entry entry, Random random) {
    if (entry.role() == Entry.Role.COUNTER) {
      return Tensor.ofCount(0);
    }
    long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
    float[] values = new float[Math.toIntExact(entry.elements())];
    if (shape.length == 4) {
      double deviation = Math.sqrt(2.0 / (shape[0] * shape[2] * shape[3]));
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * deviation);
      }
    } else if (entry.name().endsWith(".weight") || entry.name().endsWith(".running_var")) {
      Arrays.fill(values, 1);
    }
    return Tensor.of(values, shape);
  }
}
