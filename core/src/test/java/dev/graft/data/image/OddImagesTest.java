package dev.graft.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.data.format.DecodeAlone;
import dev.graft.data.format.ImageDecoder;
import dev.graft.data.format.ImageHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Odd, broken and hostile files: each is decoded like Pillow or named as unreadable. */
@Timeout(300)
class OddImagesTest {

  /** Formats that are not supported. */
  private static final Set<String> UNSUPPORTED =
      Set.of("pillow__hopper.ico", "pillow__avif_hopper.avif");

  /** Pillow raises on reading these and shows what it has only when asked a second time. */
  private static final Set<String> BROKEN_PNG =
      Set.of("pillow__truncated_end_chunk.png", "pillow__broken_data_stream.png");

  /** Not read by every version of Pillow that is about. */
  private static final Set<String> RECENT = Set.of("pillow__bmp_q_rgba32.bmp");

  /** For one file; the class's limit holds for finding them only. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TestFactory
  List<DynamicTest> everyFile(@TempDir Path folder, @TempDir Path scratch)
      throws IOException, InterruptedException {
    List<Path> files = SharedImages.unpack("odd_images.tar", folder);
    Optional<Pillow> pillow = Pillow.find();
    Map<Path, Image> reference =
        pillow.isPresent() ? pillow.get().decode(files, scratch) : Map.of();
    Map<String, byte[]> contents = new HashMap<>();
    for (Path file : files) {
      contents.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    List<DynamicTest> tests = new ArrayList<>();
    Path index = folder.resolve("odd_images_index.csv");
    try (CSVParser rows =
        CSVParser.parse(Files.readString(index), CSVFormat.DEFAULT.builder().setHeader().get())) {
      for (CSVRecord row : rows) {
        String name = row.get("file");
        byte[] encoded = contents.get("odd_images_" + name);
        boolean readable =
            row.get("pillow12.3_load_result").equals("ok")
                && !UNSUPPORTED.contains(name)
                && !BROKEN_PNG.contains(name);
        Image expected = reference.get(folder.resolve("odd_images_" + name));
        Executable check =
            () -> {
              if (readable && pillow.isPresent() && !RECENT.contains(name)) {
                assertThat(expected).as("what Pillow reads").isNotNull();
              }
              check(name, encoded, readable, expected);
            };
        tests.add(DynamicTest.dynamicTest(name, () -> assertTimeoutPreemptively(PATIENCE, check)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(50);
    tests.add(DynamicTest.dynamicTest("memory of all files", () -> checkMemory(files)));
    return tests;
  }

  /** In a process of its own, so that nothing but decoding counts. */
  private static void checkMemory(List<Path> files) throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "no /proc");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(DecodeAlone.class.getName());
    files.forEach(file -> command.add(file.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher peak = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(out);
    assertThat(peak.find()).as(out).isTrue();
    assertThat(Long.parseLong(peak.group(1)) * 1024).isLessThan(1_000_000_000);
  }

  private static void check(String name, byte[] encoded, boolean readable, Image expected) {
    if (!readable) {
      assertThatThrownBy(() -> ImageDecoder.decode(encoded, name))
          .isInstanceOf(UnreadableImageException.class)
          .hasMessageStartingWith(name + ": ");
      return;
    }
    Image image = ImageDecoder.decode(encoded, name);
    ImageHeader header = ImageHeader.read(encoded, name);
    assertThat(header.width() * header.height()).isEqualTo(image.width() * image.height());
    if (expected != null) {
      Pillow.assertSame(image, expected);
    }
  }
}
