package dev.graft.backbone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A folder as the hub's repositories are: weights under one of the usual names. */
final class ModelFolder {

  /** In the order in which they are looked for. */
  private static final List<String> NAMES =
      List.of(
          "model.safetensors",
          "model.safetensors.index.json",
          "pytorch_model.bin",
          "pytorch_model.bin.index.json",
          "pytorch_model.pth",
          "model.pth");

  private ModelFolder() {}

  /** The weights in it, if there are any. */
  static Optional<Path> weights(Path folder) {
    return NAMES.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
  }

  static String names() {
    return String.join(", ", NAMES);
  }
}
