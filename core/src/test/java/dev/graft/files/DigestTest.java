package dev.graft.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestTest {

  private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

  /** FIPS 180-4's own example. */
  private static final String SHA256 =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path folder;

  @Test
  void bytesAndFilesHaveThePublishedSums() throws IOException {
    Path file = Files.write(folder.resolve("abc"), ABC);
    assertThat(Digest.sha256().add(ABC).hex()).isEqualTo(SHA256);
    assertThat(Digest.sha256(file)).isEqualTo(SHA256);
    assertThat(Digest.interruptibleSha256(file)).isEqualTo(SHA256);
    assertThat(Digest.md5(file)).isEqualTo("900150983cd24fb0d6963f7d28e17f72"); // RFC 1321
  }

  @Test
  void numbersAreBigEndianAndTextsFollowTheirLength() {
    byte[] bytes = {0, 0, 0, 3, 'a', 'b', 'c', 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2};
    assertThat(Digest.sha256().add("abc").add(1).add(2L).hex())
        .isEqualTo(Digest.sha256().add(ByteBuffer.wrap(bytes)).hex());
  }

  @Test
  void anInterruptEndsOnlyWhatAsksForIt() throws IOException {
    Path file = Files.write(folder.resolve("abc"), ABC);
    Thread.currentThread().interrupt();
    try {
      assertThat(Digest.sha256(file)).isEqualTo(SHA256);
      assertThatThrownBy(() -> Digest.interruptibleSha256(file))
          .isInstanceOf(InterruptedIOException.class)
          .hasMessageContaining(file.toString());
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
