package dev.graft.data;

/** Encoded bytes that are not the picture they should be; the message says why in plain words. */
final class Damaged extends RuntimeException {

  Damaged(String reason) {
    super(reason);
  }
}
