package dev.graft.torch.layers;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import dev.graft.torch.tensors.ElementType;
import dev.graft.torch.tensors.Tensor;
import org.bytedeco.pytorch.ScalarTypeOptional;

/**
 * One vector [N, D] of tokens [N, T, D]; of bfloat16 values in float32.
 *
 * @param kind which
 * @param prefix how many tokens stand before the patches
 */
public record TokenPool(Kind kind, int prefix) implements Layer {

  /** What is taken. */
  public enum Kind {
    /** The first token: the class token, or the only one. */
    FIRST,
    /** The mean of the patches, without what stands before them. */
    MEAN
  }

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    ScalarType type =
        x.scalar_type().intern() == ScalarType.Double ? ScalarType.Double : ScalarType.Float;
    return new Tensor(
        kind == Kind.FIRST
            ? x.select(1, 0).to(type)
            : x.narrow(1, prefix, x.size(1) - prefix)
                .mean(new long[] {1}, false, new ScalarTypeOptional(type)));
  }

  @Override
  public ElementType output(ElementType input) {
    return input == ElementType.F64 ? input : ElementType.F32;
  }

  @Override
  public Shape output(Shape input) {
    return Shape.of(input.size(-1));
  }
}
