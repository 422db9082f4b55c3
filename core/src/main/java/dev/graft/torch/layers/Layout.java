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
          case MAP -> x.unsqueeze(2).unsqueeze(3);
          case VECTOR -> x.flatten(1, -1);
        });
  }

  @Override
  public boolean passesOn() {
    return true;
  }
}
