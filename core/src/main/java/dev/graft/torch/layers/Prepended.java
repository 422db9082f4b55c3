package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Learnt tokens put before those of every image, [N, T, width] to [N, count + T, width]: a class
 * token, or registers (Darcet et al., 2024, arXiv 2309.16588).
 *
 * @param entry its only entry, {@code cls_token}, [1, count, width]
 */
public record Prepended(String entry, int count, int width) implements Layer {

  /** Spread of tokens that have learnt nothing. */
  private static final double FIRST = 0.02;

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    var tokens = weights.get(entry).handle().to(x.scalar_type()).expand(x.size(0), -1, -1);
    return new Tensor(torch.cat(new TensorVector(tokens, x), 1));
  }

  @Override
  public List<Entry> entries() {
    return List.of(Entry.parameter(entry, new Initialiser.Normal(FIRST), 1, count, width));
  }

  @Override
  public Shape output(Shape input) {
    return input.with(0, input.size(0) + count);
  }
}
