package dev.graft.torch.tensors;

import java.util.Optional;

/**
 * What the images of a batch are: labels, or a mixture of two labels each.
 *
 * @param labels class indices [N]
 * @param others a second label for each image [N]
 * @param share of the first labels, in [0, 1]; 1 without others
 */
public record Target(Tensor labels, Optional<Tensor> others, double share) {

  public Target {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share lies in [0, 1], got " + share);
    }
  }

  /** One label each. */
  public static Target of(Tensor labels) {
    return new Target(labels, Optional.empty(), 1);
  }
}
