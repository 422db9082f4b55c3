package dev.graft.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One run of the benchmarks: what all parts share. */
final class Bench {

  private static final String CIFAR = "cifar10-first2000-test500.tar";
  private static final String FLOWERS = "flower_photos_small_set.tar";

  private final Options options;
  private final Path folder;
  private final Systems systems;
  private JsonNode record;

  /** A run that keeps its files in {@code folder}. */
  Bench(Options options, Path folder, Systems systems) {
    this.options = options;
    this.folder = folder;
    this.systems = systems;
  }

  /** Makes weights and images, and asks Graft what it chooses on this machine. */
  void prepare() throws IOException {
    say("Weights by formula, and the same as PyTorch, TorchScript and ONNX files");
    Material.weights(weights());
    Command.run(systems.python("export.py", weights().toString(), folder.toString()), Map.of());
    Material.pngs(folder.resolve("few"), 40, 64, 0);
    Path out = folder.resolve("few-results");
    Command.run(
        compare(folder.resolve("few"), out, "--strategies", "feature-extract", "--epochs", "1"),
        freshHome("prepare"));
    record = Json.read(out.resolve("comparison.json"));
  }

  Options options() {
    return options;
  }

  Systems systems() {
    return systems;
  }

  Path folder() {
    return folder;
  }

  /** What workers complain of. */
  Path log() {
    return folder.resolve("workers.log");
  }

  Path weights() {
    return folder.resolve("resnet18.safetensors");
  }

  /** The same network as {@code pth} (PyTorch), {@code pt} (TorchScript) or {@code onnx}. */
  String network(String ending) {
    return folder.resolve("resnet18." + ending).toString();
  }

  /** Machine and versions, as a comparison records them. */
  JsonNode environment() {
    return record.get("environment");
  }

  /** The command that users type, on ResNet-18 and squashed images; results go to {@code out}. */
  List<String> compare(Path images, Path out, String... more) {
    var arguments = new ArrayList<>(List.of("compare", images.toString(), "--fit", "squash"));
    arguments.addAll(List.of("--backbone", "resnet18", "--weights", weights().toString()));
    arguments.addAll(List.of("--out", out.toString(), "--overwrite"));
    options.precision().ifPresent(chosen -> arguments.addAll(List.of("--precision", chosen)));
    arguments.addAll(List.of(more));
    return systems.launcher(arguments.toArray(String[]::new));
  }

  /** What {@code ./graft} computes in on this machine, of itself or as asked for. */
  String precision() {
    for (String part : List.of("settings", "environment")) {
      if (record.path(part).hasNonNull("precision")) {
        return record.get(part).get("precision").asText().toUpperCase(Locale.ROOT);
      }
    }
    return "FLOAT32";
  }

  /** A home of Graft's that holds nothing, so that nothing remembered helps. */
  Map<String, String> freshHome(String name) {
    return Map.of(
        "GRAFT_HOME", folder.resolve("home-" + name + "-" + System.nanoTime()).toString());
  }

  /** Whether the lesson has CIFAR-10's images rather than drawn ones. */
  boolean hasCifar() {
    return Files.exists(options.data().resolve(CIFAR));
  }

  /** A folder with {@code train} and {@code test}: 2,000 and 500 small images of ten classes. */
  Path lessonImages() throws IOException {
    Path images = folder.resolve("lesson");
    if (Files.exists(images)) {
      return hasCifar() ? images.resolve("cifar10") : images;
    }
    if (hasCifar()) {
      Material.unpack(options.data().resolve(CIFAR), images);
      return images.resolve("cifar10");
    }
    Material.pngs(images.resolve("train"), 2000, 32, 0);
    Material.pngs(images.resolve("test"), 500, 32, 1_000_000);
    return images;
  }

  /** Photographs of flowers, where they are there. */
  List<Path> flowers() throws IOException {
    Path archive = options.data().resolve(FLOWERS);
    if (!Files.exists(archive)) {
      return List.of();
    }
    Path images = folder.resolve("flowers");
    Material.unpack(archive, images);
    Path inner = images.resolve("flower_photos_small_set");
    // Beside the class folders lie texts, which the other systems' workers would try to decode.
    try (var files = Files.list(inner)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    return List.of(inner);
  }

  /** Tells how far it is. */
  void say(String line) {
    System.err.println(line);
  }
}
