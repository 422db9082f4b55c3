package dev.graft.data.image;

/** A rectangle of pixels; it may be larger than memory, so sides of virtual images are long. */
public record Box(long x, long y, long width, long height) {

  public Box {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("a box has at least one pixel: " + width + "x" + height);
    }
  }

  static Box whole(Image image) {
    return new Box(0, 0, image.fullWidth(), image.fullHeight());
  }
}
