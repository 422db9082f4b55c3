package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A fully connected layer with bias, [N, in] to [N, out].
 *
 * @param name prefix of its entries, {@code fc}
 */
public record Linear(String name, int in, int out) implements Layer {

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var type = input.handle().scalar_type().intern();
    var bias = new TensorOptional(weights.get(name + ".bias").handle().to(type));
    var weight = weights.get(name + ".weight").handle().to(type);
    return new Tensor(torch.linear(input.handle(), weight, bias));
  }

  /** At first as PyTorch's {@code nn.Linear}: Kaiming uniform with a = sqrt 5, bias alike. */
  @Override
  public List<Entry> entries() {
    var first = new Initialiser.Uniform(1 / Math.sqrt(in));
    return List.of(
        Entry.parameter(name + ".weight", first, out, in),
        Entry.parameter(name + ".bias", first, out));
  }
}
