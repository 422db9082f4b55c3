package dev.graft.bench.work;

import dev.graft.data.image.Image;
import dev.graft.data.source.ContentHash;
import dev.graft.data.source.ImageSource;
import java.util.List;
import java.util.stream.IntStream;

/** {@code size} images in memory, of ten classes: a few drawn ones over and over. */
record DrawnSource(int size, List<Image> drawn) implements ImageSource {

  private static final int CLASSES = 10;
  private static final int DRAWN = 40;

  static DrawnSource of(int size, int side) {
    return new DrawnSource(
        size,
        IntStream.range(0, DRAWN).mapToObj(i -> Formula.image(side, i % CLASSES, i)).toList());
  }

  @Override
  public List<String> classNames() {
    return IntStream.range(0, CLASSES).mapToObj(Formula::className).toList();
  }

  @Override
  public int label(int i) {
    return i % CLASSES;
  }

  @Override
  public String name(int i) {
    return "image " + i;
  }

  @Override
  public Image image(int i) {
    return drawn.get(i % DRAWN);
  }

  /** As if every image were another: features are remembered by content. */
  @Override
  public ContentHash contentHash(int i) {
    return new ContentHash(DRAWN, i);
  }

  @Override
  public String fingerprint() {
    return "drawn";
  }
}
