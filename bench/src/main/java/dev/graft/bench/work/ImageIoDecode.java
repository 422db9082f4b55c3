package dev.graft.bench.work;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * The JDK's own way: ImageIO, Graphics2D's bilinear scaling (which looks at four pixels however
 * much it shrinks), centre crop, normalised floats. One thread.
 */
public final class ImageIoDecode {

  private static final int SHORTER = 256;
  private static final int SIDE = 224;
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  private ImageIoDecode() {}

  /** FOLDER, which holds one folder of images per class. */
  public static void main(String[] args) throws Exception {
    ImageIO.setUseCache(false);
    List<Path> files;
    try (Stream<Path> walk = Files.walk(Path.of(args[0]))) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    float[] out = new float[3 * SIDE * SIDE];
    Worker.serve(
        Map.of("java", Runtime.version().toString()),
        files.size(),
        () -> {
          for (Path file : files) {
            normalise(crop(file), out);
          }
        });
  }

  private static BufferedImage crop(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    double scale = (double) SHORTER / Math.min(image.getWidth(), image.getHeight());
    int width = (int) (image.getWidth() * scale);
    int height = (int) (image.getHeight() * scale);
    var square = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = square.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, (SIDE - width) / 2, (SIDE - height) / 2, width, height, null);
    graphics.dispose();
    return square;
  }

  private static void normalise(BufferedImage square, float[] out) {
    int[] rgb = square.getRGB(0, 0, SIDE, SIDE, null, 0, SIDE);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < rgb.length; i++) {
        int value = (rgb[i] >> (16 - 8 * c)) & 0xff;
        out[c * rgb.length + i] = (value / 255f - MEAN[c]) / STD[c];
      }
    }
  }
}
