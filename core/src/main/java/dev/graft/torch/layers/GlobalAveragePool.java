package dev.graft.torch.layers;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.Tensor;
import org.bytedeco.pytorch.ScalarTypeOptional;

/**
 * The mean of each channel, [N, C, H, W] to the feature vector [N, C]; of bfloat16 values in
 * float32.
 */
public record GlobalAveragePool() implements Layer {

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    ScalarType type =
        x.scalar_type().intern() == ScalarType.Double ? ScalarType.Double : ScalarType.Float;
    return new Tensor(x.mean(new long[] {2, 3}, false, new ScalarTypeOptional(type)));
  }

  @Override
  public ElementType output(ElementType input) {
    return input == ElementType.F64 ? input : ElementType.F32;
  }
}
