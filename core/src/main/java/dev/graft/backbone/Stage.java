package dev.graft.backbone;

import dev.graft.torch.layers.Layer;
import java.util.Objects;

/**
 * A named piece of a backbone between which it can be cut.
 *
 * @param name as users say it, such as {@code features.14}
 * @param layer that computes it, from the output of the stage before
 * @param output what it gives
 */
public record Stage(String name, Layer layer, StageOutput output) {

  /** Refuses a stage without one of these. */
  public Stage {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(layer, "layer");
    Objects.requireNonNull(output, "output");
  }

  /** A stage that gives maps [N, width, H / stride, W / stride]. */
  public static Stage maps(String name, Layer layer, int width, int stride) {
    return new Stage(name, layer, new StageOutput.Maps(width, stride));
  }

  /** A stage that gives one vector [N, width] for an image. */
  public static Stage vector(String name, Layer layer, int width) {
    return new Stage(name, layer, new StageOutput.Vector(width));
  }
}
