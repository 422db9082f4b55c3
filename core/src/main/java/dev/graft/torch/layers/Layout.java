package dev.graft.torch.layers;

import dev.graft.torch.tensors.Tensor;

/** The same values by other dimensions; nothing is computed. */
public enum Layout implements Layer {
  /** Maps [N, C, H, W] to [N, H, W, C]. */
  CHANNELS_BEHIND,
  /** [N, H, W, C] to maps [N, C, H, W]. */
  CHANNELS_AHEAD,
  /** Maps [N, C, H, W] to tokens [N, H * W, C], row after row. */
  TOKENS,
  /**
   * [N, H, W, C] to [N, H / 2, W / 2, 4 * C]: of each four neighbours the left ones, upper and
   * lower, then the right ones (Liu et al., 2021, arXiv 2103.14030).
   */
  MERGED,
  /** A vector [N, C] to maps [N, C, 1, 1]. */
  MAP,
  /** Maps [N, C, 1, 1] to a vector [N, C]. */
  VECTOR;

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    var x = input.handle();
    return new Tensor(
        switch (this) {
          case CHANNELS_BEHIND -> x.permute(0, 2, 3, 1);
          case CHANNELS_AHEAD -> x.permute(0, 3, 1, 2);
          case TOKENS -> x.permute(0, 2, 3, 1).flatten(1, 2);
          case MERGED ->
              x.reshape(x.size(0), x.size(1) / 2, 2, x.size(2) / 2, 2, x.size(3))
                  .permute(0, 1, 3, 4, 2, 5)
                  .flatten(3, 5);
          case MAP -> x.unsqueeze(2).unsqueeze(3);
          case VECTOR -> x.flatten(1, -1);
        });
  }

  @Override
  public boolean passesOn() {
    return true;
  }

  @Override
  public Shape output(Shape input) {
    return switch (this) {
      case CHANNELS_BEHIND -> Shape.of(input.size(1), input.size(2), input.size(0));
      case CHANNELS_AHEAD -> Shape.of(input.size(2), input.size(0), input.size(1));
      case TOKENS -> Shape.of(input.size(1) * input.size(2), input.size(0));
      case MERGED -> Shape.of(input.size(0) / 2, input.size(1) / 2, 4 * input.size(2));
      case MAP -> Shape.of(input.size(0), 1, 1);
      case VECTOR -> Shape.of(Math.toIntExact(input.elements()));
    };
  }
}
