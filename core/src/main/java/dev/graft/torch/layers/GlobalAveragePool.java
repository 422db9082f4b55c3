package dev.graft.torch.layers;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.Tensor;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The mean of each channel, [N, C, H, W] to the feature vector [N, C]; of bfloat16 values in
 * float32.
 *
 * @param maps whether it stays a map of one place, [N, C, 1, 1]
 */
public record GlobalAveragePool(boolean maps) implements Layer {

  /** To a vector. */
  public GlobalAveragePool() {
    this(false);
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    ScalarType type =
        x.scalar_type().intern() == ScalarType.Double ? ScalarType.Double : ScalarType.Float;
    if (x.scalar_type().intern() != ScalarType.BFloat16 || GradMode.is_enabled()) {
      return new Tensor(mean(x, type));
    }
    // libtorch widens a copy of all that it is given: one image's is still in the processor's
    // cache.
    var each = new TensorVector();
    for (long i = 0; i < x.size(0); i++) {
      each.push_back(mean(x.narrow(0, i, 1), type));
    }
    return new Tensor(torch.cat(each));
  }

  private org.bytedeco.pytorch.Tensor mean(org.bytedeco.pytorch.Tensor x, ScalarType type) {
    return x.mean(new long[] {2, 3}, maps, new ScalarTypeOptional(type));
  }

  @Override
  public ElementType output(ElementType input) {
    return input == ElementType.F64 ? input : ElementType.F32;
  }

  @Override
  public Shape output(Shape input) {
    return maps ? Shape.of(input.size(0), 1, 1) : Shape.of(input.size(0));
  }
}
