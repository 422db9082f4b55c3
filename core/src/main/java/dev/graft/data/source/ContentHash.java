package dev.graft.data.source;

import dev.graft.files.Digest;
import java.nio.ByteBuffer;

/** The first 128 bits of the SHA-256 of some bytes: equal ones are of the same bytes. */
public record ContentHash(long high, long low) {

  /** The hash of {@code bytes}. */
  public static ContentHash of(byte[] bytes) {
    return ofSha256(Digest.sha256().add(bytes).bytes());
  }

  /** The beginning of a SHA-256, 16 bytes or more of it. */
  public static ContentHash ofSha256(byte[] sha256) {
    ByteBuffer hash = ByteBuffer.wrap(sha256);
    return new ContentHash(hash.getLong(), hash.getLong());
  }

  /** 32 hex digits. */
  public String hex() {
    return "%016x%016x".formatted(high, low);
  }
}
