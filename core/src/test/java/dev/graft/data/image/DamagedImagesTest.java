package dev.graft.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.data.format.ImageDecoder;
import dev.graft.files.SplitMix64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the bytes, a decoder either shows a picture or names the file. */
class DamagedImagesTest {

  private static final int LARGEST = 60_000; // bytes; larger ones take long and show nothing new
  private static final int FLIPS = 100;

  @TestFactory
  List<DynamicTest> everyOddFile(@TempDir Path folder) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : SharedImages.unpack("odd_images.tar", folder)) {
      byte[] whole = Files.readAllBytes(file);
      if (whole.length > 0 && whole.length <= LARGEST) {
        String name = file.getFileName().toString();
        tests.add(DynamicTest.dynamicTest(name + " truncated", () -> truncate(name, whole)));
        tests.add(DynamicTest.dynamicTest(name + " flipped", () -> flip(name, whole)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(80);
    return tests;
  }

  private static void truncate(String name, byte[] whole) {
    for (int part = 0; part < 20; part++) {
      decode(name, Arrays.copyOf(whole, whole.length * part / 20));
    }
    for (int missing = 1; missing <= 12 && missing < whole.length; missing++) {
      decode(name, Arrays.copyOf(whole, whole.length - missing));
    }
    for (int first = 1; first < Math.min(64, whole.length); first++) {
      decode(name, Arrays.copyOf(whole, first));
    }
  }

  /** Damage near the start, where the structure is, and anywhere. */
  private static void flip(String name, byte[] whole) {
    SplitMix64 random = new SplitMix64(GoldenFormulas.crc32(name));
    for (int i = 0; i < FLIPS; i++) {
      byte[] damaged = whole.clone();
      int reach = i % 2 == 0 ? Math.min(100, whole.length) : whole.length;
      for (int n = 0; n <= i % 4; n++) {
        damaged[random.nextInt(reach)] = (byte) random.nextInt(256);
      }
      decode(name, damaged);
    }
  }

  private static void decode(String name, byte[] encoded) {
    try {
      Image image = ImageDecoder.decode(encoded, name);
      assertThat(image.width()).isPositive();
    } catch (UnreadableImageException e) {
      assertThat(e.name()).isEqualTo(name);
      assertThat(e.reason()).isNotBlank();
    }
  }
}
