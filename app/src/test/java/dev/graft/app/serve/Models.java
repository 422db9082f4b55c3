package dev.graft.app.serve;

import dev.graft.backbone.Architecture;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.tensors.StoredTensor;
import dev.graft.train.Classifier;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Small untrained models and drawn pictures. */
public final class Models {

  private Models() {}

  /** A model of three classes that sees 96 x 96 pixels. */
  public static Path write(Path file, long seed) throws IOException {
    return write(file, Architecture.shipped(), 96, seed);
  }

  static Path write(Path file, Architecture architecture, int side, long seed) throws IOException {
    return write(file, architecture, side, seed, List.of("red", "grün", "<b>blue</b>"));
  }

  private static Path write(
      Path file, Architecture architecture, int side, long seed, List<String> classes)
      throws IOException {
    var random = new Random(seed);
    var tensors = architecture.entries(3).stream().map(entry -> tensor(entry, random)).toList();
    Map<String, String> metadata =
        Map.of(
            "architecture", architecture.id(),
            "classes", "[\"" + String.join("\",\"", classes) + "\"]",
            "fit", "squash",
            "resize", Integer.toString(side),
            "input_size", Integer.toString(side));
    Safetensors.write(file, tensors, metadata);
    return file;
  }

  public static ServedModel served(String name, Path folder, long seed) throws IOException {
    return new ServedModel(
        name, Classifier.load(write(folder.resolve(seed + ".safetensors"), seed)));
  }

  /** One whose answers are as long as four such names. */
  static ServedModel wordy(Path folder, int letters) throws IOException {
    List<String> names = List.of("a".repeat(letters), "b".repeat(letters), "c".repeat(letters));
    Path file = folder.resolve("wordy.safetensors");
    write(file, Architecture.shipped(), 96, 1, names);
    return new ServedModel("wordy", Classifier.load(file));
  }

  private static StoredTensor tensor(Entry entry, Random random) {
    long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
    if (entry.role() == Entry.Role.COUNTER) {
      return StoredTensor.ofLongs(entry.name(), shape, new long[] {1});
    }
    float[] values = new float[Math.toIntExact(entry.elements())];
    boolean one = entry.name().endsWith("running_var") || entry.name().endsWith("weight");
    double scale = shape.length == 4 ? Math.sqrt(2.0 / (shape[1] * shape[2] * shape[3])) : 0.3;
    for (int i = 0; i < values.length; i++) {
      values[i] = shape.length > 1 ? (float) (random.nextGaussian() * scale) : one ? 1f : 0f;
    }
    return StoredTensor.ofFloats(entry.name(), shape, values);
  }

  /** A picture of 120 x 80 pixels; each number is another. */
  public static byte[] picture(int number) throws IOException {
    return picture(number, 120, 80, "png");
  }

  public static byte[] picture(int number, int width, int height, String format)
      throws IOException {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var pen = image.createGraphics();
    pen.setColor(Color.getHSBColor(number * 0.17f, 0.8f, 0.9f));
    pen.fillRect(0, 0, width, height);
    pen.setColor(Color.getHSBColor(number * 0.31f, 0.7f, 0.4f));
    pen.fillOval(number * 13 % (width / 2), number * 7 % (height / 2), width / 3, height / 2);
    pen.dispose();
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  /** A JPEG of which a decoder must work through every scan, whatever size is asked of it. */
  static byte[] progressive(int side) throws IOException {
    var image = ImageIO.read(new ByteArrayInputStream(picture(1, side, side, "jpg")));
    var bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam options = writer.getDefaultWriteParam();
      options.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), options);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A TIFF of one pixel, in a tile of {@code side} x {@code side}. */
  static byte[] tiled(int side) {
    int[][] entries = {{256, 1}, {257, 1}, {322, side}, {323, side}};
    var out = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    out.put("II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
    out.putShort((short) entries.length);
    for (int[] entry : entries) {
      out.putShort((short) entry[0]).putShort((short) 4).putInt(1).putInt(entry[1]);
    }
    return out.array();
  }
}
