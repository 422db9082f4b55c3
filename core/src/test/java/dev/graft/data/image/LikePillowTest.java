package dev.graft.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.data.format.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels beside Pillow's, where a Python with Pillow is installed. */
class LikePillowTest {

  @TempDir private Path scratch;

  private static Pillow pillow() throws IOException, InterruptedException {
    assumeTrue(Pillow.find().isPresent(), "no Python with Pillow here");
    return Pillow.find().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"flower_photos_small_set.tar", "azure_customvision.tar"})
  void photos(String archive, @TempDir Path folder) throws IOException, InterruptedException {
    Pillow pillow = pillow();
    List<Path> photos =
        SharedImages.unpack(archive, folder).stream()
            .filter(p -> p.toString().endsWith(".jpg"))
            .toList();
    assertThat(photos).hasSizeGreaterThan(50);
    for (int from = 0; from < photos.size(); from += 20) { // few at a time: they are large
      List<Path> some = photos.subList(from, Math.min(photos.size(), from + 20));
      Map<Path, Image> expected = pillow.decode(some, scratch);
      assertThat(expected).hasSameSizeAs(some);
      for (Path photo : some) {
        Image image = ImageDecoder.decode(Files.readAllBytes(photo), photo.toString());
        Pillow.assertSame(image, expected.get(photo));
      }
    }
  }

  @TestFactory
  List<DynamicTest> formats(@TempDir Path folder) throws IOException, InterruptedException {
    Pillow pillow = pillow();
    pillow.makeFormats(folder);
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.sorted().toList();
    }
    Map<Path, Image> expected = pillow.decode(files, scratch);
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      byte[] encoded = Files.readAllBytes(file);
      tests.add(DynamicTest.dynamicTest(name, () -> check(name, encoded, expected.get(file))));
    }
    assertThat(tests).hasSizeGreaterThan(100);
    return tests;
  }

  private static void check(String name, byte[] encoded, Image expected) {
    if (name.startsWith("truncated") || name.startsWith("unsupported")) {
      assertThatThrownBy(() -> ImageDecoder.decode(encoded, name))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageStartingWith(name + ": ");
    } else {
      Pillow.assertSame(ImageDecoder.decode(encoded, name), expected);
    }
  }
}
