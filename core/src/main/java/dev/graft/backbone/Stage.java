package dev.graft.backbone;

import dev.graft.torch.Layer;

/**
 * A named piece of a backbone between which it can be cut.
 *
 * @param name as users say it, such as {@code features.14}
 * @param channels of its output
 * @param stride how many input pixels a side one output position stands for; 0 once pooled
 */
public record Stage(String name, Layer layer, int channels, int stride) {}
