package dev.graft.data.format;

/** Encoded bytes that are not the picture they should be; the message says why in plain words. */
final class Damaged extends RuntimeException {

  /** In a header, if these are what is wrong; otherwise 0. */
  private final long pixels;

  Damaged(String reason) {
    this(reason, 0);
  }

  /** More pixels than are ever decoded. */
  Damaged(String reason, long pixels) {
    super(reason);
    this.pixels = pixels;
  }

  long pixels() {
    return pixels;
  }
}
