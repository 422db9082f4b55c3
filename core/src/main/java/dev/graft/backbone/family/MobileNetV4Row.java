package dev.graft.backbone.family;

import java.util.List;

/**
 * A row of the tables of Qin et al., 2024, arXiv 2404.10518.
 *
 * @param group that its blocks stand in, {@code blocks.1}
 * @param start kernel of the depthwise convolution before the expansion; 0 for none
 * @param middle kernel behind it; 0 for none
 * @param heads of attention, each {@code width} channels wide
 * @param halved whether keys and values come from maps of half the size
 */
record MobileNetV4Row(
    Kind kind,
    int group,
    int repeats,
    int start,
    int middle,
    int stride,
    int expansion,
    int channels,
    int heads,
    int width,
    boolean halved) {

  private static final int LAST = 960;

  /** What a row's blocks are. */
  enum Kind {
    PLAIN,
    FUSED,
    UNIVERSAL,
    ATTENTION
  }

  private static MobileNetV4Row plain(int group, int kernel, int stride, int channels) {
    return new MobileNetV4Row(Kind.PLAIN, group, 1, 0, kernel, stride, 1, channels, 0, 0, false);
  }

  private static MobileNetV4Row fused(int channels) {
    return new MobileNetV4Row(Kind.FUSED, 0, 1, 0, 3, 2, 4, channels, 0, 0, false);
  }

  /** Universal inverted bottlenecks. */
  private static MobileNetV4Row universal(
      int group, int repeats, int start, int middle, int stride, int expansion, int channels) {
    return new MobileNetV4Row(
        Kind.UNIVERSAL, group, repeats, start, middle, stride, expansion, channels, 0, 0, false);
  }

  /** Attention in the third group of blocks, where keys and values are halved, or the fourth. */
  private static MobileNetV4Row attention(int group, int heads, int width, int channels) {
    return new MobileNetV4Row(
        Kind.ATTENTION, group, 1, 0, 0, 1, 1, channels, heads, width, group == 2);
  }

  static List<MobileNetV4Row> small() {
    return List.of(
        plain(0, 3, 2, 32),
        plain(0, 1, 1, 32),
        plain(1, 3, 2, 96),
        plain(1, 1, 1, 64),
        universal(2, 1, 5, 5, 2, 3, 96),
        universal(2, 4, 0, 3, 1, 2, 96),
        universal(2, 1, 3, 0, 1, 4, 96),
        universal(3, 1, 3, 3, 2, 6, 128),
        universal(3, 1, 5, 5, 1, 4, 128),
        universal(3, 1, 0, 5, 1, 4, 128),
        universal(3, 1, 0, 5, 1, 3, 128),
        universal(3, 2, 0, 3, 1, 4, 128),
        plain(4, 1, 1, LAST));
  }

  static List<MobileNetV4Row> medium() {
    return List.of(
        fused(48),
        universal(1, 1, 3, 5, 2, 4, 80),
        universal(1, 1, 3, 3, 1, 2, 80),
        universal(2, 1, 3, 5, 2, 6, 160),
        universal(2, 2, 3, 3, 1, 4, 160),
        universal(2, 1, 3, 5, 1, 4, 160),
        universal(2, 1, 3, 3, 1, 4, 160),
        universal(2, 1, 3, 0, 1, 4, 160),
        universal(2, 1, 0, 0, 1, 2, 160),
        universal(2, 1, 3, 0, 1, 4, 160),
        universal(3, 1, 5, 5, 2, 6, 256),
        universal(3, 1, 5, 5, 1, 4, 256),
        universal(3, 2, 3, 5, 1, 4, 256),
        universal(3, 1, 0, 0, 1, 4, 256),
        universal(3, 1, 3, 0, 1, 4, 256),
        universal(3, 1, 3, 5, 1, 2, 256),
        universal(3, 1, 5, 5, 1, 4, 256),
        universal(3, 2, 0, 0, 1, 4, 256),
        universal(3, 1, 5, 0, 1, 2, 256),
        plain(4, 1, 1, LAST));
  }

  static List<MobileNetV4Row> large() {
    return List.of(
        fused(48),
        universal(1, 1, 3, 5, 2, 4, 96),
        universal(1, 1, 3, 3, 1, 4, 96),
        universal(2, 1, 3, 5, 2, 4, 192),
        universal(2, 3, 3, 3, 1, 4, 192),
        universal(2, 1, 3, 5, 1, 4, 192),
        universal(2, 5, 5, 3, 1, 4, 192),
        universal(2, 1, 3, 0, 1, 4, 192),
        universal(3, 4, 5, 5, 2, 4, 512),
        universal(3, 1, 5, 0, 1, 4, 512),
        universal(3, 1, 5, 3, 1, 4, 512),
        universal(3, 2, 5, 0, 1, 4, 512),
        universal(3, 1, 5, 3, 1, 4, 512),
        universal(3, 1, 5, 5, 1, 4, 512),
        universal(3, 3, 5, 0, 1, 4, 512),
        plain(4, 1, 1, LAST));
  }

  static List<MobileNetV4Row> hybridMedium() {
    MobileNetV4Row third = attention(2, 4, 64, 160);
    MobileNetV4Row fourth = attention(3, 4, 64, 256);
    return List.of(
        fused(48),
        universal(1, 1, 3, 5, 2, 4, 80),
        universal(1, 1, 3, 3, 1, 2, 80),
        universal(2, 1, 3, 5, 2, 6, 160),
        universal(2, 1, 0, 0, 1, 2, 160),
        universal(2, 1, 3, 3, 1, 4, 160),
        universal(2, 1, 3, 5, 1, 4, 160),
        third,
        universal(2, 1, 3, 3, 1, 4, 160),
        third,
        universal(2, 1, 3, 0, 1, 4, 160),
        third,
        universal(2, 1, 3, 3, 1, 4, 160),
        third,
        universal(2, 1, 3, 0, 1, 4, 160),
        universal(3, 1, 5, 5, 2, 6, 256),
        universal(3, 1, 5, 5, 1, 4, 256),
        universal(3, 2, 3, 5, 1, 4, 256),
        universal(3, 1, 0, 0, 1, 2, 256),
        universal(3, 1, 3, 5, 1, 2, 256),
        universal(3, 1, 0, 0, 1, 2, 256),
        universal(3, 1, 0, 0, 1, 4, 256),
        fourth,
        universal(3, 1, 3, 0, 1, 4, 256),
        fourth,
        universal(3, 1, 5, 5, 1, 4, 256),
        fourth,
        universal(3, 1, 5, 0, 1, 4, 256),
        fourth,
        universal(3, 1, 5, 0, 1, 4, 256),
        plain(4, 1, 1, LAST));
  }

  static List<MobileNetV4Row> hybridLarge() {
    MobileNetV4Row third = attention(2, 8, 48, 192);
    MobileNetV4Row fourth = attention(3, 8, 64, 512);
    return List.of(
        fused(48),
        universal(1, 1, 3, 5, 2, 4, 96),
        universal(1, 1, 3, 3, 1, 4, 96),
        universal(2, 1, 3, 5, 2, 4, 192),
        universal(2, 3, 3, 3, 1, 4, 192),
        universal(2, 1, 3, 5, 1, 4, 192),
        universal(2, 2, 5, 3, 1, 4, 192),
        third,
        universal(2, 1, 5, 3, 1, 4, 192),
        third,
        universal(2, 1, 5, 3, 1, 4, 192),
        third,
        universal(2, 1, 5, 3, 1, 4, 192),
        third,
        universal(2, 1, 3, 0, 1, 4, 192),
        universal(3, 4, 5, 5, 2, 4, 512),
        universal(3, 1, 5, 0, 1, 4, 512),
        universal(3, 1, 5, 3, 1, 4, 512),
        universal(3, 2, 5, 0, 1, 4, 512),
        universal(3, 1, 5, 3, 1, 4, 512),
        universal(3, 1, 5, 5, 1, 4, 512),
        fourth,
        universal(3, 1, 5, 0, 1, 4, 512),
        fourth,
        universal(3, 1, 5, 0, 1, 4, 512),
        fourth,
        universal(3, 1, 5, 0, 1, 4, 512),
        fourth,
        universal(3, 1, 5, 0, 1, 4, 512),
        plain(4, 1, 1, LAST));
  }
}
