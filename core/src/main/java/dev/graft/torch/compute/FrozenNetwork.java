package dev.graft.torch.compute;

import dev.graft.torch.UnavailablePrecisionException;
import dev.graft.torch.layers.Pass;
import dev.graft.torch.layers.Sequential;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Lifetime;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Layers whose weights do not change any more, prepared to run fast: batch normalisation is folded
 * into the convolutions ahead, weights lie channels-last in the precision asked for.
 *
 * <p>It owns what it prepared, and does not see what later becomes of the weights it was made from.
 * Several threads may run it at once, each within a {@link Scope} of its own, and any thread may
 * close it meanwhile: what is under way is finished, then its memory goes. Later calls get an
 * {@link IllegalStateException}.
 */
public final class FrozenNetwork implements AutoCloseable {

  private final Sequential layers;
  private final Weights prepared = new Weights();
  private final Lifetime lifetime = new Lifetime("frozen network", prepared::close);
  private final Compute compute;

  /**
   * Prepares {@code layers} with what they read of {@code weights}, to run with {@code compute}.
   *
   * @throws UnavailablePrecisionException if this processor does not compute in its precision
   */
  public FrozenNetwork(Sequential layers, Weights weights, Compute compute) {
    ProcessorSupport.require(compute.precision());
    this.compute = compute;
    try (var entered = compute.enter();
        var scope = Scope.withoutGradients();
        var read = weights.use()) {
      this.layers = new Folding(weights, compute.precision(), prepared).fold(layers);
    } catch (RuntimeException | Error e) {
      lifetime.close();
      throw e;
    }
  }

  /**
   * What the layers make of images [N, 3, H, W] or of earlier layers' output, maps [N, C, H, W] or
   * tokens [N, T, D]; it lives in the innermost {@link Scope}. Features and logits are float32,
   * feature maps in the precision asked for.
   */
  public Tensor forward(Tensor input) {
    Scope.require();
    try (var use = lifetime.use();
        var entered = compute.enter()) {
      long rows = input.handle().size(0);
      int threads = compute.threads();
      long each = Math.min(Compute.PIECE, (rows + threads - 1) / threads);
      if (input.dimensions() < 3 || rows < 2 || threads < 2) {
        return compute(input);
      }
      return inPieces(input, each, false);
    }
  }

  /**
   * The same for feature maps or images, where what becomes of a row must not depend on how many
   * come with it, nor on the number of threads: in pieces of always {@link Compute#PIECE} rows, the
   * last filled up with zeros. Libraries choose another order of summing for one row than for
   * several.
   */
  public Tensor forwardAlike(Tensor input) {
    Scope.require();
    try (var use = lifetime.use();
        var entered = compute.enter()) {
      return layers.layers().isEmpty() ? compute(input) : inPieces(input, Compute.PIECE, true);
    }
  }

  private Tensor inPieces(Tensor input, long each, boolean filled) {
    long rows = input.handle().size(0);
    int pieces = Math.toIntExact((rows + each - 1) / each);
    List<org.bytedeco.pytorch.Tensor> outputs =
        compute
            .workers()
            .each(
                pieces,
                i -> piece(input, i * each, Math.min(rows, (i + 1) * each), filled ? each : 0),
                org.bytedeco.pytorch.Tensor::releaseReference);
    var all = new TensorVector();
    for (var output : outputs) {
      all.push_back(output);
      output.releaseReference();
    }
    return new Tensor(torch.cat(all));
  }

  private Tensor compute(Tensor input) {
    Tensor start = input.dimensions() == 4 ? input.to(compute.precision()) : input;
    return layers.forward(start, prepared, Pass.EVALUATION);
  }

  /**
   * Rows {@code from} to {@code to}, on a worker's thread; the caller releases the result.
   *
   * @param atLeast how many rows are computed, of which those that are too many are zeros
   */
  private org.bytedeco.pytorch.Tensor piece(Tensor input, long from, long to, long atLeast) {
    long rows = to - from;
    try (var scope = Scope.inference()) {
      var part = new Tensor(input.handle().narrow(0, from, rows));
      if (rows < atLeast) {
        part = filled(part, atLeast - rows);
      }
      var output = compute(part).handle();
      if (rows < atLeast) {
        output = new Tensor(output.narrow(0, 0, rows)).handle();
      }
      output.retainReference();
      return output;
    }
  }

  private static Tensor filled(Tensor part, long more) {
    long[] around = new long[2 * part.dimensions()]; // last dimension first
    around[around.length - 1] = more;
    return new Tensor(torch.constant_pad_nd(part.handle(), around, new Scalar(0)));
  }

  @Override
  public void close() {
    lifetime.close();
  }
}
