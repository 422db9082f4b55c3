package dev.graft.torch;

import java.util.List;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A fully connected layer with bias, [N, in] to [N, out]. */
public record Linear(String name, int in, int out) implements Layer {

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var bias = new TensorOptional(weights.get(name + ".bias").handle());
    return new Tensor(torch.linear(input.handle(), weights.get(name + ".weight").handle(), bias));
  }

  @Override
  public List<Entry> entries() {
    return List.of(
        Entry.parameter(name + ".weight", out, in), Entry.parameter(name + ".bias", out));
  }
}
