package dev.graft.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A checksum of files, or of what is added one after the other; SHA-256 is that of FIPS 180-4. */
public final class Digest {

  private final MessageDigest digest;

  private Digest(String algorithm) {
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  /** The SHA-256 of nothing yet. */
  public static Digest sha256() {
    return new Digest("SHA-256");
  }

  /** The SHA-256 of a file, 64 lower-case hex digits. */
  public static String sha256(Path file) throws IOException {
    return sha256().add(file, false).hex();
  }

  /**
   * The same, for a file that takes long.
   *
   * @throws InterruptedIOException if the thread is interrupted meanwhile; its flag stays set
   */
  public static String interruptibleSha256(Path file) throws IOException {
    return sha256().add(file, true).hex();
  }

  /** The MD5 of a file, 32 lower-case hex digits: to know a published file by, not to trust it. */
  public static String md5(Path file) throws IOException {
    return new Digest("MD5").add(file, false).hex();
  }

  private Digest add(Path file, boolean interruptible) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 18];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (interruptible && Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while checking " + file);
        }
        digest.update(buffer, 0, n);
      }
      return this;
    }
  }

  /** Adds {@code bytes} as they are. */
  public Digest add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /** Adds what is left in {@code bytes}. */
  public Digest add(ByteBuffer bytes) {
    digest.update(bytes);
    return this;
  }

  /** Adds four bytes, the highest first. */
  public Digest add(int number) {
    return add(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
  }

  /** Adds eight bytes, the highest first. */
  public Digest add(long number) {
    return add(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
  }

  /** Adds UTF-8 after its length, so that no two lists of texts are the same bytes. */
  public Digest add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return add(bytes.length).add(bytes);
  }

  /** The checksum of all that was added. */
  public byte[] bytes() {
    return digest.digest();
  }

  /** The same in lower-case hex digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }
}
