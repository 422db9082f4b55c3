package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;
import java.util.List;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A fully connected layer, [..., in] to [..., out].
 *
 * @param name prefix of its entries, {@code fc}
 * @param bias whether a value is added to each output
 */
public record Linear(String name, int in, int out, boolean bias) implements Layer {

  /** With bias. */
  public Linear(String name, int in, int out) {
    this(name, in, out, true);
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    if (bias) {
      return new Tensor(withBias(input.handle(), weights, name));
    }
    var weight = weights.get(name + ".weight").handle().to(input.handle().scalar_type());
    return new Tensor(torch.linear(input.handle(), weight));
  }

  /** What such a layer with bias, called {@code name}, makes of {@code x}, [..., in]. */
  static org.bytedeco.pytorch.Tensor withBias(
      org.bytedeco.pytorch.Tensor x, Weights weights, String name) {
    var type = x.scalar_type();
    return torch.linear(
        x,
        weights.get(name + ".weight").handle().to(type),
        new TensorOptional(weights.get(name + ".bias").handle().to(type)));
  }

  /** At first as PyTorch's {@code nn.Linear}: Kaiming uniform with a = sqrt 5, bias alike. */
  @Override
  public List<Entry> entries() {
    var first = new Initialiser.Uniform(1 / Math.sqrt(in));
    Entry weight = Entry.parameter(name + ".weight", first, out, in);
    return bias ? List.of(weight, Entry.parameter(name + ".bias", first, out)) : List.of(weight);
  }

  @Override
  public Shape output(Shape input) {
    return input.with(-1, out);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return input.elements() * out;
  }
}
