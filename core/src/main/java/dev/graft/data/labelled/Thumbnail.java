package dev.graft.data.labelled;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.Interpolation;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.source.ImageSource;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** A picture made small, to be shown. */
public final class Thumbnail {

  private static final float QUALITY = 0.85f;

  private Thumbnail() {}

  /**
   * Image {@code i} of {@code source} as a JPEG file, whole, its longer side at most {@code side}
   * pixels.
   *
   * @throws UnreadableImageException if it is no picture
   */
  public static byte[] jpeg(ImageSource source, int i, int side) {
    return jpeg(
        source.image(i, (width, height) -> Detail.largest(Math.min(width, height), side)), side);
  }

  public static byte[] jpeg(Image image, int side) {
    int longer = Math.max(image.fullWidth(), image.fullHeight());
    int size = Math.min(side, longer);
    int width = Math.max(1, Math.round((float) image.fullWidth() * size / longer));
    int height = Math.max(1, Math.round((float) image.fullHeight() * size / longer));
    Image small = image.resized(width, height, Interpolation.BILINEAR);
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    byte[] rgb = small.rgb();
    for (int at = 0; at < width * height; at++) {
      int pixel =
          (rgb[3 * at] & 0xff) << 16 | (rgb[3 * at + 1] & 0xff) << 8 | (rgb[3 * at + 2] & 0xff);
      picture.setRGB(at % width, at / width, pixel);
    }
    return encoded(picture);
  }

  private static byte[] encoded(BufferedImage picture) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next(); // the JDK has one
    ImageWriteParam settings = writer.getDefaultWriteParam();
    settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    settings.setCompressionQuality(QUALITY);
    var bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), settings);
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written to", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
