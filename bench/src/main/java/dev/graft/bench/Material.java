package dev.graft.bench;

import dev.graft.backbone.Architecture;
import dev.graft.bench.work.Formula;
import dev.graft.data.image.Image;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.tensors.StoredTensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Weights and images that all systems are given, made in a folder that is deleted at the end. */
final class Material {

  private static final int CLASSES = 10;
  private static final int PUBLISHED_CLASSES = 1000;

  private Material() {}

  /** ResNet-18 of formula weights, as published files are laid out. */
  static void weights(Path file) throws IOException {
    write(file, Architecture.named("resnet18").entries(PUBLISHED_CLASSES));
  }

  /** A network of formula weights without its head. */
  static void headless(Path file, String network) throws IOException {
    write(file, Architecture.named(network).entries());
  }

  private static void write(Path file, List<Entry> entries) throws IOException {
    var tensors = new ArrayList<StoredTensor>();
    for (Entry entry : entries) {
      tensors.add(Formula.weights(entry));
    }
    Safetensors.write(file, tensors, Map.of("format", "pt"));
  }

  /** {@code count} PNG files of side x side pixels in ten class folders. */
  static void pngs(Path folder, int count, int side, long seed) throws IOException {
    for (int label = 0; label < CLASSES; label++) {
      Files.createDirectories(folder.resolve(Formula.className(label)));
    }
    for (int i = 0; i < count; i++) {
      Image image = Formula.image(side, i % CLASSES, seed + i);
      Path file = folder.resolve(Formula.className(i % CLASSES)).resolve(i + ".png");
      ImageIO.write(buffered(image), "png", file.toFile());
    }
  }

  /** The same 12-megapixel JPEG, quality 0.9, once in each of two class folders. */
  static void photographs(Path folder) throws IOException {
    BufferedImage image = buffered(Formula.photograph(4000, 3000));
    Path first = Files.createDirectories(folder.resolve("a")).resolve("photo.jpg");
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    how.setCompressionQuality(0.9f);
    try (var out = ImageIO.createImageOutputStream(first.toFile())) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    }
    writer.dispose();
    Files.copy(first, Files.createDirectories(folder.resolve("b")).resolve("photo.jpg"));
  }

  /** {@code archive} unpacked into {@code folder} with the system's tar. */
  static void unpack(Path archive, Path folder) throws IOException {
    Files.createDirectories(folder);
    Command.run(List.of("tar", "-xf", archive.toString(), "-C", folder.toString()), Map.of());
  }

  private static BufferedImage buffered(Image image) {
    var buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int at = 3 * (y * image.width() + x);
        buffered.setRGB(
            x, y, (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff));
      }
    }
    return buffered;
  }
}
