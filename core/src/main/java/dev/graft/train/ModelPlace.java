package dev.graft.train;

import dev.graft.torch.WeightFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the model is that a path stands for: a file, its folder, or the results it lies among. */
public final class ModelPlace {

  private static final String MODEL = "model";
  private static final String MODELS = "models";

  /** What results without a model are of, by their file, and the way out. */
  private static final Map<String, String> WITHOUT =
      Map.of(
          "comparison.json",
          "a comparison keeps the model of its pick when it ends, unless --no-model was given or"
              + " nothing was picked; compare again with --keep-models, or use \"graft train\"",
          "curve.json",
          "a learning curve keeps no model; use \"graft train\"",
          "lesson.json",
          "the lesson keeps no model; use \"graft train\"",
          "run.json",
          "the folder \"model\" was moved or removed; train again");

  private ModelPlace() {}

  /**
   * The file itself, the folder itself if it holds a {@code model.json}, or the folder {@code
   * model} in a folder of results.
   *
   * @throws WeightFileException if it is a folder without a model, saying why and what to do
   */
  public static Path of(Path given) throws WeightFileException {
    if (!Files.isDirectory(given) || isModel(given)) {
      return given;
    }
    Path model = given.resolve(MODEL);
    if (isModel(model)) {
      return model;
    }
    List<Path> several = models(given);
    if (!several.isEmpty()) {
      throw new WeightFileException(
          given,
          "it holds no model that was picked; name one of its %d: %s"
              .formatted(
                  several.size(),
                  several.stream().map(Path::toString).collect(Collectors.joining(", "))));
    }
    throw new WeightFileException(given, why(given));
  }

  private static boolean isModel(Path folder) {
    return Files.isRegularFile(folder.resolve(ModelBundle.FACTS));
  }

  private static List<Path> models(Path results) {
    Path folder = results.resolve(MODELS);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(ModelPlace::isModel).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String why(Path folder) {
    if (Files.isRegularFile(folder.resolve("checkpoint").resolve("command.json"))) {
      return "it holds the results of a command that was stopped, and no model yet; resume it"
          + " with --resume "
          + folder;
    }
    Optional<String> results =
        WITHOUT.keySet().stream()
            .sorted()
            .filter(name -> Files.isRegularFile(folder.resolve(name)))
            .findFirst();
    return results
        .map(name -> "it holds " + name + " and no model: " + WITHOUT.get(name))
        .orElse(
            "it holds no "
                + ModelBundle.FACTS
                + ", nor does a folder \"model\" in it: give the folder that \"graft train\" or"
                + " \"graft compare\" was given as --out, or a .safetensors file");
  }
}
