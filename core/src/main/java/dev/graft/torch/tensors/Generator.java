package dev.graft.torch.tensors;

import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/** A sequence of random numbers of its own, the same ones for the same seed. */
public final class Generator {

  private final GeneratorOptional handle;

  private Generator(GeneratorOptional handle) {
    this.handle = handle;
  }

  /** The sequence that begins with {@code seed}; it lives in the innermost {@link Scope}. */
  public static Generator seeded(long seed) {
    Scope.require();
    return new Generator(new GeneratorOptional(torch.make_generator_cpu(seed)));
  }

  /**
   * The next numbers, one for each element of {@code like}: 1 with {@code probability}, otherwise
   * 0. In the shape, layout and number format of {@code like}.
   */
  public Tensor ones(Tensor like, double probability) {
    return new Tensor(torch.empty_like(like.handle()).bernoulli_(probability, handle));
  }
}
