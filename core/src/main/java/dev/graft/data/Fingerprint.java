package dev.graft.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a source, computed when first asked for and then kept.
 *
 * <p>Hashed are the class names, then for each image in order its name, label and {@link
 * ContentHash}, each text after its length, so that nothing can move from one to the next unseen.
 */
final class Fingerprint {

  private final EncodedSource source;
  private String hex;

  Fingerprint(EncodedSource source) {
    this.source = source;
  }

  synchronized String hex() {
    if (hex == null) {
      hex = compute();
    }
    return hex;
  }

  private String compute() {
    MessageDigest digest = sha256();
    number(digest, source.classNames().size());
    source.classNames().forEach(name -> text(digest, name));
    number(digest, source.size());
    for (int i = 0; i < source.size(); i++) {
      text(digest, source.name(i));
      number(digest, source.label(i));
      try {
        hash(digest, source.contentHash(i));
      } catch (UnreadableImageException e) {
        // In the inner exception, which is the one that whoever unwraps this one reports.
        throw new UncheckedIOException(new IOException(e.getMessage(), e));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static void text(MessageDigest digest, String text) {
    bytes(digest, text.getBytes(StandardCharsets.UTF_8));
  }

  static void number(MessageDigest digest, int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
  }

  private static void hash(MessageDigest digest, ContentHash hash) {
    digest.update(
        ByteBuffer.allocate(2 * Long.BYTES).putLong(hash.high()).putLong(hash.low()).flip());
  }

  private static void bytes(MessageDigest digest, byte[] bytes) {
    number(digest, bytes.length);
    digest.update(bytes);
  }

  static MessageDigest sha256() {
    return digest("SHA-256");
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
