package dev.graft.data.format;

import dev.graft.data.image.UnreadableImageException;
import java.nio.ByteOrder;

/**
 * What the first bytes of an encoded image say: cheap, no pixel is decoded.
 *
 * @param format JPEG, PNG, GIF, BMP, WEBP or TIFF, by content and not by the file's name
 * @param width in pixels, as stored: an EXIF orientation is not applied
 * @param height in pixels, as stored
 * @param pixels that a codec holds at once: the picture's, or those of a tile or frame of it that
 *     is larger than itself
 */
public record ImageHeader(String format, int width, int height, long pixels) {

  /** More than this is refused before anything is allocated; Pillow warns from here on. */
  public static final long MAX_PIXELS = 89_478_485;

  /** The codecs' own limit for one side. */
  private static final int MAX_SIDE = 1 << 20;

  private static final String SUPPORTED = "JPEG, PNG, GIF, BMP, WebP and TIFF are";

  /** The header of a picture that is decoded as a whole. */
  public ImageHeader(String format, int width, int height) {
    this(format, width, height, (long) width * height);
  }

  /** The same picture, of which the codec decodes {@code part} by itself. */
  ImageHeader with(ImageHeader part) {
    return new ImageHeader(format, width, height, Math.max(pixels, part.pixels));
  }

  /**
   * Reads the header of {@code encoded}.
   *
   * @throws UnreadableImageException if it is none of the formats, broken, or too large
   */
  public static ImageHeader read(byte[] encoded, String name) {
    try {
      return container(encoded).header();
    } catch (Damaged e) {
      throw new UnreadableImageException(name, e.getMessage(), e.pixels(), e);
    }
  }

  static ImageHeader checked(String format, long width, long height) {
    if (width < 1 || height < 1) {
      throw new Damaged("%s of %dx%d pixels".formatted(format, width, height));
    }
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
      throw new Damaged(
          "%s of %dx%d pixels; at most %d pixels and %d to a side are read"
              .formatted(format, width, height, MAX_PIXELS, MAX_SIDE),
          width * height);
    }
    return new ImageHeader(format, (int) width, (int) height);
  }

  public static Container container(byte[] encoded) {
    Bytes bytes = new Bytes(encoded, ByteOrder.BIG_ENDIAN);
    if (encoded.length == 0) {
      throw new Damaged("the file is empty");
    } else if (bytes.has(0, "\u00ff\u00d8\u00ff")) {
      return new JpegFile(encoded);
    } else if (bytes.has(0, PngFile.SIGNATURE)) {
      return new PngFile(encoded);
    } else if (bytes.has(0, "GIF87a") || bytes.has(0, "GIF89a")) {
      return new GifFile(encoded);
    } else if (bytes.has(0, "RIFF") && bytes.has(8, "WEBP")) {
      return new WebpFile(encoded);
    } else if (bytes.has(0, "II*\0") || bytes.has(0, "MM\0*")) {
      return new TiffFile(encoded);
    } else if (bytes.has(0, "BM")) {
      return new BmpFile(encoded);
    }
    throw new Damaged(notSupported(bytes));
  }

  private static String notSupported(Bytes bytes) {
    String known = null;
    if (bytes.has(0, "\0\0\1\0")) {
      known = "ICO";
    } else if (bytes.has(4, "ftypavif") || bytes.has(4, "ftypavis")) {
      known = "AVIF";
    } else if (bytes.has(4, "ftyp")) {
      known = "HEIF or a video";
    } else if (bytes.has(0, "\0\0\0\fjP") || bytes.has(0, "\u00ffO\u00ffQ")) {
      known = "JPEG 2000";
    } else if (bytes.has(0, "II+\0") || bytes.has(0, "MM\0+")) {
      known = "BigTIFF";
    } else if (bytes.has(0, "8BPS")) {
      known = "Photoshop";
    }
    return known == null
        ? "not an image of a known format (%s)".formatted(SUPPORTED)
        : "%s is not supported (%s)".formatted(known, SUPPORTED);
  }
}
