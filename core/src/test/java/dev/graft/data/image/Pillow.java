package dev.graft.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Pillow in the system's Python, where there is one: the decoder that Graft's is measured by. */
record Pillow(String python) {

  /** Largest mean difference of an image's values that counts as the same picture. */
  private static final double LEVELS = 2;

  static Optional<Pillow> find() throws IOException, InterruptedException {
    for (String python : List.of("/usr/bin/python3", "python3")) {
      try {
        new Pillow(python).run(List.of("-c", "import numpy, PIL.Image"));
        return Optional.of(new Pillow(python));
      } catch (IOException e) {
        // Not there, or without Pillow: the next one may have it.
      }
    }
    return Optional.empty();
  }

  /** Writes the sample pictures of pillow_formats.py into {@code folder}. */
  void makeFormats(Path folder) throws IOException, InterruptedException {
    run(List.of(script(folder, "pillow_formats.py"), folder.toString()));
  }

  /** What Pillow reads of {@code files}; those it cannot read are missing in the result. */
  Map<Path, Image> decode(List<Path> files, Path scratch) throws IOException, InterruptedException {
    Path listing = scratch.resolve("listing.txt");
    Files.write(listing, files.stream().map(Path::toString).toList());
    run(List.of(script(scratch, "pillow_decode.py"), listing.toString(), scratch.toString()));
    Map<Path, Image> images = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = scratch.resolve(i + ".rgb");
      if (Files.exists(file)) {
        images.put(files.get(i), image(Files.readAllBytes(file)));
        Files.delete(file);
      }
    }
    return images;
  }

  private static Image image(byte[] bytes) {
    int line = 0;
    while (bytes[line] != '\n') {
      line++;
    }
    String[] sides = new String(bytes, 0, line, StandardCharsets.US_ASCII).split(" ", -1);
    byte[] rgb = new byte[bytes.length - line - 1];
    System.arraycopy(bytes, line + 1, rgb, 0, rgb.length);
    return new Image(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), rgb);
  }

  /** Same size, and on average at most two levels apart. */
  static void assertSame(Image actual, Image pillow) {
    assertThat(actual.width() + "x" + actual.height())
        .isEqualTo(pillow.width() + "x" + pillow.height());
    long sum = 0;
    for (int i = 0; i < actual.rgb().length; i++) {
      sum += Math.abs((actual.rgb()[i] & 0xff) - (pillow.rgb()[i] & 0xff));
    }
    double mean = (double) sum / actual.rgb().length;
    assertThat(mean).as("mean difference of levels").isCloseTo(0, within(LEVELS));
  }

  private static String script(Path folder, String name) throws IOException {
    Path script = folder.resolveSibling(folder.getFileName() + "_" + name);
    try (InputStream in = Pillow.class.getResourceAsStream(name)) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return script.toString();
  }

  private void run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python));
    command.addAll(arguments);
    Path log = Files.createTempFile("pillow", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("no end after 5 minutes: " + command);
      }
      if (process.exitValue() != 0) {
        throw new IOException(command + " failed: " + Files.readString(log));
      }
    } finally {
      Files.delete(log);
    }
  }
}
