package dev.graft.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Stand-in: decodes with the JDK alone. */
final class ImageDecoder {

  private ImageDecoder() {}

  static Image decode(byte[] encoded, String name) {
    BufferedImage picture;
    try {
      picture = ImageIO.read(new ByteArrayInputStream(encoded));
    } catch (IOException | RuntimeException e) {
      throw new UnreadableImageException(name, "not a picture that can be decoded", e);
    }
    if (picture == null) {
      throw new UnreadableImageException(name, "not a picture of a known format", null);
    }
    byte[] rgb = new byte[picture.getWidth() * picture.getHeight() * 3];
    int at = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int argb = picture.getRGB(x, y);
        rgb[at++] = (byte) (argb >> 16);
        rgb[at++] = (byte) (argb >> 8);
        rgb[at++] = (byte) argb;
      }
    }
    return new Image(picture.getWidth(), picture.getHeight(), rgb);
  }
}
