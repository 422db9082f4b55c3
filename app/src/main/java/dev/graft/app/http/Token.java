package dev.graft.app.http;

import dev.graft.files.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The secret that clients show as {@code Authorization: Bearer ...} (RFC 6750). */
public final class Token {

  private static final int SHORTEST = 16;
  private static final int LONGEST = 1024;
  private static final String SCHEME = "bearer ";

  private final byte[] digest;

  private Token(String secret) {
    this.digest = digest(secret);
  }

  /**
   * The secret of those characters.
   *
   * @throws IllegalArgumentException if it has fewer than 16 or more than 1,024, or others than
   *     visible ASCII
   */
  public static Token of(String secret) {
    if (secret.length() < SHORTEST || secret.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a token has %d to %d characters, this one %d"
              .formatted(SHORTEST, LONGEST, secret.length()));
    }
    if (!secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("a token is one line of visible ASCII without spaces");
    }
    return new Token(secret);
  }

  /** The secret that stands alone in a file. */
  public static Token read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(new String(in.readNBytes(2 * LONGEST), StandardCharsets.UTF_8).strip());
    }
  }

  /** Whether this header shows it; takes as long whatever is wrong with it. */
  boolean isIn(String authorization) {
    boolean named =
        authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    String shown = named ? authorization.substring(SCHEME.length()).strip() : "";
    return MessageDigest.isEqual(digest, digest(shown));
  }

  private static byte[] digest(String text) {
    return Digest.sha256().add(text.getBytes(StandardCharsets.UTF_8)).bytes();
  }
}
