package dev.graft.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** The first 128 bits of the SHA-256 of some bytes: equal ones are of the same bytes. */
public record ContentHash(long high, long low) {

  /** The hash of {@code bytes}. */
  public static ContentHash of(byte[] bytes) {
    MessageDigest digest = Fingerprint.sha256();
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(bytes));
    return new ContentHash(hash.getLong(), hash.getLong());
  }

  /** 32 hex digits. */
  public String hex() {
    return "%016x%016x".formatted(high, low);
  }
}
