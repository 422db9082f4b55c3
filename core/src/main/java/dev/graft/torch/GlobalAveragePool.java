package dev.graft.torch;

import java.util.List;
import org.bytedeco.pytorch.global.torch;

/** The mean of each channel, [N, C, H, W] to the feature vector [N, C]. */
public record GlobalAveragePool() implements Layer {

  @Override
  public Tensor forward(Tensor input, Weights weights, Pass pass) {
    return new Tensor(torch.adaptive_avg_pool2d(input.handle(), 1, 1).flatten(1, -1));
  }

  @Override
  public List<Entry> entries() {
    return List.of();
  }
}
