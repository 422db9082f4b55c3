package dev.graft.train.loop;

import dev.graft.torch.tensors.Target;
import dev.graft.torch.tensors.Tensor;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Blends each image of a batch with another one, and their labels (Zhang et al., "mixup: Beyond
 * empirical risk minimization", 2018). What is blended is what learns' input: images where
 * everything learns, features or feature maps where stages are frozen, so that these stay
 * remembered.
 *
 * @param alpha of the Beta(alpha, alpha) that the shares are drawn from, in [0, 1]; 0 blends
 *     nothing
 */
public record Mixup(double alpha) {

  /** A batch as it is trained on. */
  public record Mixed(Tensor input, Target target) {}

  /** A function of its arguments: {@code seed} names the step. */
  public Mixed of(Tensor input, int[] labels, long seed) {
    Tensor own = Tensor.ofIndices(labels);
    if (alpha == 0) {
      return new Mixed(input, Target.of(own));
    }
    var random = new SplittableRandom(seed);
    double share = beta(random);
    int[] partners = shuffled(labels.length, random);
    int[] others = new int[labels.length];
    for (int i = 0; i < others.length; i++) {
      others[i] = labels[partners[i]];
    }
    Tensor blended = input.blended(partners, share);
    return new Mixed(blended, new Target(own, Optional.of(Tensor.ofIndices(others)), share));
  }

  /** Of Beta(alpha, alpha), by Johnk's method (1964). */
  private double beta(SplittableRandom random) {
    while (true) {
      double x = Math.pow(random.nextDouble(), 1 / alpha);
      double y = Math.pow(random.nextDouble(), 1 / alpha);
      if (x + y <= 1 && x + y > 0) {
        return x / (x + y);
      }
    }
  }

  private static int[] shuffled(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
