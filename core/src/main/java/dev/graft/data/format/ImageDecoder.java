package dev.graft.data.format;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import dev.graft.data.image.Detail;
import dev.graft.data.image.Image;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.store.FileStore;
import dev.graft.data.store.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Encoded images to 8-bit RGB, upright, as Pillow's {@code exif_transpose} and {@code
 * convert("RGB")} give it.
 *
 * <p>JPEG, PNG, WebP, BMP, TIFF and the first frame of a GIF. Alpha is dropped, not blended with a
 * background; 16-bit values keep their high byte; CMYK is converted without a colour profile, and
 * profiles are not applied elsewhere either. A file that ends early is unreadable: nothing is made
 * up for what is missing.
 */
public final class ImageDecoder {

  /** Waited for by images that would be too much at once. */
  static final PixelBudget PIXELS = new PixelBudget();

  static {
    // As dev.graft.torch.tensors.Native does: whichever comes first decides for the process, and
    // JavaCPP's own limit throws at four times the Java heap, whatever memory the machine has.
    setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    setIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
    // Loader threads are the only parallelism: a codec that brings its own would compete with them.
    opencv_core.setNumThreads(1);
  }

  private ImageDecoder() {}

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Decodes {@code encoded}; {@code name} says which image it is in errors. Safe for many threads;
   * together they decode at most 128 Mi pixels at once, further images wait.
   *
   * @throws UnreadableImageException if it is not a whole image of a supported format, or larger
   *     than {@link ImageHeader#MAX_PIXELS} or 256 MiB
   */
  public static Image decode(byte[] encoded, String name) {
    return decode(encoded, name, Detail.FULL);
  }

  /**
   * The same with no more detail than needed, where the codec saves work by it: JPEGs are decoded
   * at 1/2, 1/4 or 1/8 of their size (libjpeg-turbo, scaled inverse DCT).
   */
  public static Image decode(byte[] encoded, String name, Detail detail) {
    try {
      if (encoded.length > FileStore.MAX_IMAGE_BYTES) {
        throw new Damaged("larger than 256 MiB");
      }
      Container container = ImageHeader.container(encoded);
      int reduction = container.reduction(detail);
      int share = PIXELS.take(container.pixelsHeld(reduction));
      try {
        container.checkWhole();
        return decode(container, reduction);
      } finally {
        PIXELS.give(share);
      }
    } catch (Damaged e) {
      throw new UnreadableImageException(name, e.getMessage(), e.pixels(), e);
    }
  }

  /**
   * The same for a file.
   *
   * @throws UnreadableImageException naming the file, also where it cannot be read at all
   */
  public static Image decode(Path file, Detail detail) {
    byte[] encoded;
    try {
      if (Files.size(file) > FileStore.MAX_IMAGE_BYTES) {
        throw new UnreadableImageException(file.toString(), "larger than 256 MiB", null);
      }
      encoded = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UnreadableImageException(file.toString(), Reasons.of(e), e);
    }
    return decode(encoded, file.toString(), detail);
  }

  private static Image decode(Container container, int reduction) {
    byte[] encoded = container.forCodec();
    try (BytePointer bytes = new BytePointer(encoded);
        Mat in = new Mat(1, encoded.length, CV_8UC1, bytes);
        Mat pixels = codec(in, reduction)) {
      ImageHeader header = container.header();
      if (pixels.empty()) {
        throw new Damaged("damaged or truncated %s".formatted(header.format()));
      }
      if (pixels.cols() != Image.reduced(header.width(), reduction)
          || pixels.rows() != Image.reduced(header.height(), reduction)
          || pixels.type() != CV_8UC3
          || !pixels.isContinuous()) {
        throw new Damaged(
            "%s says %dx%d pixels and holds %dx%d"
                .formatted(
                    header.format(),
                    header.width(),
                    header.height(),
                    pixels.cols() * reduction,
                    pixels.rows() * reduction));
      }
      return upright(container, pixels, reduction);
    }
  }

  private static Mat codec(Mat encoded, int reduction) {
    int flags = flags(reduction);
    try {
      return imdecode(encoded, flags);
    } catch (RuntimeException e) { // what C++ exceptions become
      throw new Damaged("the codec says " + e.getMessage());
    }
  }

  private static int flags(int reduction) {
    // OpenCV's names say grey; colour is a flag of its own, and only the one for BGR has names.
    int size =
        switch (reduction) {
          case 1 -> 0;
          case 2 -> IMREAD_REDUCED_GRAYSCALE_2;
          case 4 -> IMREAD_REDUCED_GRAYSCALE_4;
          case 8 -> IMREAD_REDUCED_GRAYSCALE_8;
          default -> throw new IllegalArgumentException("a picture is not reduced by " + reduction);
        };
    return IMREAD_COLOR_RGB | IMREAD_IGNORE_ORIENTATION | size;
  }

  private static Image upright(Container container, Mat pixels, int reduction) {
    ImageHeader header = container.header();
    int width = pixels.cols();
    int height = pixels.rows();
    int orientation = container.orientation();
    byte[] rgb = new byte[3 * width * height];
    try (BytePointer data = pixels.data()) {
      if (orientation == 1) {
        data.get(rgb);
        container.mend(rgb); // the formats that need it have no orientation
        return new Image(header.width(), header.height(), reduction, rgb);
      }
      byte[] row = new byte[3 * width];
      for (int y = 0; y < height; y++) {
        data.position((long) y * row.length).get(row);
        Orientation.place(orientation, row, y, width, height, rgb);
      }
    }
    return Orientation.turnsSideways(orientation)
        ? new Image(header.height(), header.width(), reduction, rgb)
        : new Image(header.width(), header.height(), reduction, rgb);
  }
}
