package dev.graft.torch.compute;

import dev.graft.torch.UnavailablePrecisionException;
import dev.graft.torch.layers.Layer;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.CrossEntropy;
import dev.graft.torch.tensors.Generator;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Target;
import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The loss and gradients of a network, its batch shared out: each thread takes some of the images
 * from the first layer to the pooled features and back, computing alone.
 *
 * <p>It is for stages that treat images one by one: where BatchNorm normalises by the batch, a
 * share of it is another computation. Batch normalisation is folded into the convolutions once a
 * step, and gradients pass through the fold once, added up over the shares in their order. The head
 * sees the whole batch: loss and dropout are what they are without sharing.
 */
public final class SharedGradients {

  /** With fewer images than this, a thread's own gradients cost more than its share gains. */
  private static final int LEAST_IMAGES = 8;

  private final Sequential stages;
  private final Layer head;
  private final Weights weights;
  private final Compute compute;

  /**
   * {@code network} ends with the head; what learns of {@code weights} must ask for gradients.
   *
   * @throws UnavailablePrecisionException if this processor does not compute in the precision of
   *     {@code compute}
   */
  public SharedGradients(Sequential network, Weights weights, Compute compute) {
    ProcessorSupport.require(compute.precision());
    this.compute = compute;
    List<Layer> layers = network.layers();
    this.stages = new Sequential(layers.subList(0, layers.size() - 1));
    if (!suits(network)) {
      throw new IllegalArgumentException(
          "a batch can be shared out where stages treat images one by one and alike");
    }
    this.head = layers.get(layers.size() - 1);
    this.weights = weights;
  }

  /** Whether all but the head treats images one by one, and each time alike. */
  public static boolean suits(Sequential network) {
    Pass pass = Pass.TRAINING_WITH_FIXED_STATISTICS;
    return network.layers().subList(0, network.layers().size() - 1).stream()
        .noneMatch(layer -> layer.mixesImages(pass) || layer.isRandom(pass));
  }

  /** Whether a batch of so many images is worth sharing out over the threads there are. */
  public boolean pays(int images) {
    int threads = compute.threads();
    return threads > 1 && images / threads >= LEAST_IMAGES;
  }

  /** The images of one thread, and the weights at which it leaves its gradients. */
  private record Share(long from, long to, Weights weights) {}

  /**
   * The mean loss on images or feature maps [N, C, H, W], BatchNorm by its stored statistics;
   * gradients of the weights that ask for them are left there.
   *
   * @param generator of the head's dropout
   */
  public double lossAndGradients(
      Tensor input, Target target, CrossEntropy crossEntropy, Generator generator) {
    Workers workers = compute.workers();
    int count = workers.threads();
    Pass headPass = Pass.TRAINING_WITH_FIXED_STATISTICS.drawing(generator);
    var shares = new ArrayList<Share>();
    try (var entered = compute.enter();
        var scope = Scope.open();
        var folded = new Weights()) {
      Sequential layers = Folding.learning(weights, compute.precision(), folded).fold(stages);
      long rows = input.handle().size(0);
      for (int i = 0; i < count; i++) {
        shares.add(new Share(rows * i / count, rows * (i + 1) / count, leaves(folded)));
      }
      var features =
          workers.each(
              count,
              i -> forward(layers, shares.get(i), input),
              org.bytedeco.pytorch.Tensor::releaseReference);
      try {
        Tensor pooled = new Tensor(torch.cat(vector(features)).detach()).asLeaf();
        Tensor loss = crossEntropy.of(head.forward(pooled, weights, headPass), target);
        loss.backward();
        Tensor gradient = pooled.leafGradient();
        workers.each(count, i -> backward(features.get(i), shares.get(i), gradient));
        throughTheFold(folded, shares);
        return loss.item();
      } finally {
        features.forEach(org.bytedeco.pytorch.Tensor::releaseReference);
      }
    } finally {
      shares.forEach(share -> share.weights().close());
    }
  }

  /** The same memory, as the leaves of a recording of its own. */
  private static Weights leaves(Weights folded) {
    var leaves = new Weights();
    for (String name : folded.names()) {
      Tensor whole = folded.get(name);
      leaves.put(name, whole.handle().requires_grad() ? whole.asLeaf() : whole);
    }
    return leaves;
  }

  /** Pooled features [n, C] of a share, with the recording behind them; the caller releases. */
  private static org.bytedeco.pytorch.Tensor forward(Sequential layers, Share share, Tensor input) {
    try (var scope = Scope.open()) {
      var rows = new Tensor(input.handle().narrow(0, share.from(), share.to() - share.from()));
      var output =
          layers.forward(rows, share.weights(), Pass.TRAINING_WITH_FIXED_STATISTICS).handle();
      output.retainReference();
      return output;
    }
  }

  private static Void backward(org.bytedeco.pytorch.Tensor features, Share share, Tensor gradient) {
    try (var scope = Scope.open()) {
      var rows = gradient.handle().narrow(0, share.from(), share.to() - share.from());
      new Tensor(features).backward(new Tensor(rows));
      return null;
    }
  }

  /** Gradients of the folded weights, added up, go back to the weights they were folded from. */
  private static void throughTheFold(Weights folded, List<Share> shares) {
    var ends = new TensorVector();
    var gradients = new TensorVector();
    for (String name : folded.names()) {
      if (folded.get(name).handle().requires_grad()) {
        Tensor sum = shares.get(0).weights().get(name).leafGradient();
        for (Share other : shares.subList(1, shares.size())) {
          sum.add(other.weights().get(name).leafGradient());
        }
        ends.push_back(folded.get(name).handle());
        gradients.push_back(sum.handle());
      }
    }
    torch.backward(ends, gradients, new BoolOptional(), false, new TensorVector());
  }

  private static TensorVector vector(List<org.bytedeco.pytorch.Tensor> tensors) {
    var all = new TensorVector();
    tensors.forEach(all::push_back);
    return all;
  }
}
