package dev.graft.data.image;

/** Encoded bytes that are not the picture they should be; the message says why in plain words. */
public final class Damaged extends RuntimeException {

  /** In a header, if these are what is wrong; otherwise 0. */
  private final long pixels;

  public Damaged(String reason) {
    this(reason, 0);
  }

  /** More pixels than are ever decoded. */
  public Damaged(String reason, long pixels) {
    super(reason);
    this.pixels = pixels;
  }

  long pixels() {
    return pixels;
  }
}
