package dev.graft.app.cli;

import dev.graft.backbone.Architecture;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.tensors.StoredTensor;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/** Images and weights made for a test. */
public final class Material {

  public static final List<String> CLASSES = List.of("circle", "square", "stripe");

  private Material() {}

  /** Three classes of coloured shapes, so many images of each, in a folder per class. */
  public static Path images(Path folder, int perClass) throws IOException {
    var random = new Random(7);
    for (String name : CLASSES) {
      Files.createDirectories(folder.resolve(name));
      for (int i = 0; i < perClass; i++) {
        draw(folder.resolve(name).resolve("%02d.png".formatted(i)), name, random);
      }
    }
    return folder;
  }

  /**
   * A command line that trains a small network for an epoch, compared on one test split; an option
   * that {@code more} gives holds instead.
   */
  public static String[] line(String command, Path images, Path out, String... more) {
    var line = new ArrayList<>(List.of(command, images.toString(), "--out=" + out));
    for (String option :
        List.of(
            "--backbone=resnet18_slim",
            "--input-size=32",
            "--precision=float32",
            "--feature-cache=off",
            "--epochs=1",
            "--folds=off")) {
      String name = option.substring(0, option.indexOf('='));
      boolean isKnown = command.equals("compare") || !name.equals("--folds");
      if (isKnown && Arrays.stream(more).noneMatch(word -> word.startsWith(name + "="))) {
        line.add(option);
      }
    }
    line.addAll(List.of(more));
    return line.toArray(String[]::new);
  }

  private static void draw(Path file, String shape, Random random) throws IOException {
    var image = new BufferedImage(40, 32, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(random.nextInt(90), random.nextInt(90), random.nextInt(90)));
    pen.fillRect(0, 0, 40, 32);
    int x = random.nextInt(16);
    int y = random.nextInt(10);
    switch (shape) {
      case "circle" -> {
        pen.setColor(Color.RED);
        pen.fillOval(x, y, 20, 20);
      }
      case "square" -> {
        pen.setColor(Color.GREEN);
        pen.fillRect(x, y, 18, 18);
      }
      default -> {
        pen.setColor(Color.BLUE);
        pen.fillRect(0, y, 40, 6);
      }
    }
    pen.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  /** Random weights of a MobileNetV2 without a head, as a published file would hold them. */
  static Path weights(Path file) throws IOException {
    return weights(file, "mobilenet_v2");
  }

  /** The same of another backbone. */
  static Path weights(Path file, String architecture) throws IOException {
    Files.createDirectories(file.getParent());
    var random = new Random(3);
    var tensors = new ArrayList<StoredTensor>();
    for (Entry entry : Architecture.named(architecture).entries()) {
      tensors.add(tensor(entry, random));
    }
    Safetensors.write(file, tensors, Map.of("licence", "none"));
    return file;
  }

  private static StoredTensor tensor(Entry entry, Random random) {
    long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
    if (entry.role() == Entry.Role.COUNTER) {
      return StoredTensor.ofLongs(entry.name(), shape, new long[] {1});
    }
    float[] values = new float[Math.toIntExact(entry.elements())];
    boolean one = entry.name().endsWith("running_var") || entry.name().endsWith("weight");
    // He initialisation, so that signals neither die nor explode over 50 layers.
    double scale =
        shape.length == 4 ? Math.sqrt(2.0 / (shape[1] * shape[2] * shape[3])) : Double.NaN;
    for (int i = 0; i < values.length; i++) {
      values[i] = shape.length == 4 ? (float) (random.nextGaussian() * scale) : one ? 1f : 0f;
    }
    return StoredTensor.ofFloats(entry.name(), shape, values);
  }
}
