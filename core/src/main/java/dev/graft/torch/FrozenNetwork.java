package dev.graft.torch;

import java.util.List;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Layers whose weights do not change any more, prepared to run fast: batch normalisation is folded
 * into the convolutions ahead, weights lie channels-last in the precision asked for.
 *
 * <p>It owns what it prepared, and does not see what later becomes of the weights it was made from.
 * Several threads may run it at once, each within a {@link Scope} of its own.
 */
public final class FrozenNetwork implements AutoCloseable {

  /** Images a worker takes at a time: enough to compute well, few enough to share out evenly. */
  private static final long PIECE = 8;

  private final Sequential layers;
  private final Weights prepared = new Weights();
  private final Precision precision;

  /** Prepares {@code layers} with what they read of {@code weights}. */
  public FrozenNetwork(Sequential layers, Weights weights, Precision precision) {
    this.precision = precision;
    try (var scope = Scope.withoutGradients()) {
      this.layers = new Folding(weights, precision, prepared).fold(layers);
    } catch (RuntimeException | Error e) {
      prepared.close();
      throw e;
    }
  }

  /**
   * What the layers make of images [N, 3, H, W] or of earlier layers' output; it lives in the
   * innermost {@link Scope}. Features and logits are float32, feature maps in the precision asked
   * for.
   */
  public Tensor forward(Tensor input) {
    Scope.require();
    long rows = input.handle().size(0);
    Workers workers = Workers.current();
    long each = Math.min(PIECE, (rows + workers.threads() - 1) / workers.threads());
    if (input.dimensions() != 4 || rows < 2 || workers.threads() < 2) {
      return compute(input);
    }
    int pieces = Math.toIntExact((rows + each - 1) / each);
    List<org.bytedeco.pytorch.Tensor> outputs =
        workers.each(pieces, i -> piece(input, i * each, Math.min(rows, (i + 1) * each)));
    var all = new TensorVector();
    for (var output : outputs) {
      all.push_back(output);
      output.releaseReference();
    }
    return new Tensor(torch.cat(all));
  }

  private Tensor compute(Tensor input) {
    Tensor start = input.dimensions() == 4 ? input.to(precision) : input;
    return layers.forward(start, prepared, Pass.EVALUATION);
  }

  /** Rows {@code from} to {@code to}, on a worker's thread; the caller releases the result. */
  private org.bytedeco.pytorch.Tensor piece(Tensor input, long from, long to) {
    try (var scope = Scope.inference()) {
      var rows = new Tensor(input.handle().narrow(0, from, to - from));
      var output = compute(rows).handle();
      output.retainReference();
      return output;
    }
  }

  @Override
  public void close() {
    prepared.close();
  }
}
