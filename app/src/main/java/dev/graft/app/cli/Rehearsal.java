package dev.graft.app.cli;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Screen;
import dev.graft.backbone.Architecture;
import dev.graft.files.WholeFolder;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Commands run on next to nothing and unheard, so that the launcher learns which classes they need;
 * it keeps these ready for the next start.
 */
final class Rehearsal {

  private static final int PER_CLASS = 8;

  /** The smallest that has no weights here, so that reading a user's own is rehearsed, too. */
  private static final Architecture BACKBONE =
      Architecture.known().stream()
          .filter(a -> !a.equals(Architecture.shipped()))
          .min(Comparator.comparing(a -> a.parameters(0)))
          .orElseThrow();

  private Rehearsal() {}

  /** Runs them on copies of one image file. */
  static void run(byte[] picture) throws IOException {
    Path folder = Files.createTempDirectory("graft-rehearsal");
    try (var silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      var home = Map.of("GRAFT_HOME", folder.resolve("home").toString());
      var console = new Console(silent, silent, Screen.none(), home);
      Main.execute(console, "--help");
      Main.execute(console, "compare", "--help");
      Main.execute(console, "models");
      Path images = folder.resolve("images");
      images(images, picture);
      Main.execute(console, "inspect", images.toString());
      Path weights = folder.resolve("weights.safetensors");
      weights(weights, BACKBONE);
      compare(console, images, weights, folder.resolve("out"));
    } finally {
      WholeFolder.delete(folder);
    }
  }

  private static void compare(Console console, Path images, Path weights, Path out) {
    Main.execute(
        console,
        "compare",
        images.toString(),
        "--backbone",
        BACKBONE.id(),
        "--weights",
        weights.toString(),
        "--input-size",
        "32",
        "--batch-size",
        "4",
        "--epochs",
        "1",
        "--out",
        out.toString());
  }

  private static void images(Path folder, byte[] picture) throws IOException {
    for (String name : List.of("one", "other")) {
      Path ofClass = Files.createDirectories(folder.resolve(name));
      for (int i = 0; i < PER_CLASS; i++) {
        Files.write(ofClass.resolve(i + ".png"), picture);
      }
    }
  }

  /** Weights that are good for nothing: ones in batch normalisation, zeros elsewhere. */
  private static void weights(Path file, Architecture architecture) throws IOException {
    List<StoredTensor> tensors = architecture.entries().stream().map(Rehearsal::tensor).toList();
    Safetensors.write(file, tensors, Map.of());
  }

  private static StoredTensor tensor(Entry entry) {
    long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
    if (entry.role() == Entry.Role.COUNTER) {
      return StoredTensor.ofLongs(entry.name(), shape, new long[1]);
    }
    float[] values = new float[Math.toIntExact(entry.elements())];
    if (shape.length == 1) {
      Arrays.fill(values, 1);
    }
    return StoredTensor.ofFloats(entry.name(), shape, values);
  }
}
