package dev.graft.torch.tensors;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Mean cross-entropy of a batch.
 *
 * @param smoothing share of the target spread over all classes, in [0, 1)
 * @param weights of each class [K], by which the mean is weighted; empty where all count alike
 */
public record CrossEntropy(double smoothing, List<Double> weights) {

  /** libtorch's names for "take the mean" and for a label that does not count. */
  private static final int MEAN = 1;

  private static final int IGNORED = -100;

  public CrossEntropy {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("label smoothing must be in [0, 1), got " + smoothing);
    }
    weights = List.copyOf(weights);
  }

  /** Unweighted. */
  public CrossEntropy(double smoothing) {
    this(smoothing, List.of());
  }

  /** The loss, a scalar, of logits [N, K]; of a mixture the mixed losses (Zhang et al., 2018). */
  public Tensor of(Tensor logits, Target target) {
    Scope.require();
    var loss = loss(logits, target.labels());
    if (target.others().isEmpty()) {
      return new Tensor(loss);
    }
    var other = loss(logits, target.others().get());
    return new Tensor(
        loss.mul(new Scalar(target.share())).add(other.mul(new Scalar(1 - target.share()))));
  }

  private org.bytedeco.pytorch.Tensor loss(Tensor logits, Tensor labels) {
    TensorOptional classWeights =
        weights.isEmpty()
            ? new TensorOptional()
            : new TensorOptional(
                Tensor.of(weights.stream().mapToDouble(w -> w).toArray(), weights.size())
                    .handle()
                    .to(logits.handle().scalar_type()));
    return torch.cross_entropy_loss(
        logits.handle(), labels.handle(), classWeights, MEAN, IGNORED, smoothing);
  }
}
