package dev.graft.app.cli.values;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/**
 * A model on the command line, {@code PATH} or {@code NAME=PATH}.
 *
 * @param name what others know it by
 */
public record ModelNames(String name, Path path) {

  private static final String FOLDER = "model"; // what train calls it, whatever it is

  /**
   * Reads them all. Without a name of its own a model has that of its file or folder, or of the
   * folder that {@code train} put it into.
   */
  public static List<ModelNames> of(List<String> given) {
    List<ModelNames> models = given.stream().map(ModelNames::of).toList();
    var seen = new HashSet<String>();
    for (ModelNames model : models) {
      if (!seen.add(model.name())) {
        throw new UsageException(
            "two models are named %s: write NAME=%s".formatted(model.name(), model.path()));
      }
    }
    return models;
  }

  private static ModelNames of(String given) {
    int sign = given.indexOf('=');
    if (sign > 0 && !Files.exists(Path.of(given))) {
      return new ModelNames(given.substring(0, sign), Path.of(given.substring(sign + 1)));
    }
    Path path = Path.of(given).toAbsolutePath().normalize();
    Path last = path.getFileName();
    if (last != null && last.toString().equals(FOLDER) && path.getNameCount() > 1) {
      last = path.getParent().getFileName();
    }
    return new ModelNames(
        last == null ? FOLDER : last.toString().replaceFirst("\\.safetensors$", ""),
        Path.of(given));
  }
}
