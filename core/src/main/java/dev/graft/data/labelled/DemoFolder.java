package dev.graft.data.labelled;

import dev.graft.data.image.Image;
import dev.graft.data.source.DataException;
import dev.graft.data.source.ImageSource;
import dev.graft.data.source.Split;
import dev.graft.files.WholeFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import javax.imageio.ImageIO;

/** The images of {@code demo:} as a folder of PNG files, so that a person can look at them. */
public final class DemoFolder {

  private DemoFolder() {}

  /** How many files {@link #write} writes. */
  public static int images() {
    return DrawnImages.open().parts().values().stream().mapToInt(ImageSource::size).sum();
  }

  /**
   * Writes {@code train/CLASS/NUMBER.png} and {@code test/CLASS/NUMBER.png} below {@code folder},
   * which appears when all is written.
   *
   * @param written is told how many files there are
   * @throws DataException if something is there already
   */
  public static void write(Path folder, IntConsumer written) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    if (Files.exists(target)) {
      throw new DataException(
          folder.toString(), "is there already", "name a folder that is not there yet");
    }
    WholeFolder.create(target, part -> writeImages(part, written));
  }

  private static void writeImages(Path folder, IntConsumer written) throws IOException {
    int done = 0;
    Map<Split, EncodedSource> parts = DrawnImages.open().parts();
    for (Split split : List.of(Split.TRAIN, Split.TEST)) {
      EncodedSource images = parts.get(split);
      for (int i = 0; i < images.size(); i++) {
        Path file = folder.resolve(images.name(i));
        Files.createDirectories(file.getParent());
        write(images.image(i), file);
        written.accept(++done);
      }
    }
  }

  private static void write(Image image, Path file) throws IOException {
    var pixels = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
    byte[] rgb = image.rgb();
    for (int i = 0; i < rgb.length / 3; i++) {
      int colour = 0;
      for (int c = 0; c < 3; c++) {
        colour = (colour << 8) | (rgb[3 * i + c] & 0xff);
      }
      pixels.setRGB(i % image.width(), i / image.width(), colour);
    }
    ImageIO.write(pixels, "png", file.toFile());
  }
}
