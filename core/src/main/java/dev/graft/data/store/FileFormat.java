package dev.graft.data.store;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Kinds of image files: by ending when files are gathered, by first bytes when they are read. */
public final class FileFormat {

  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "jpe", "jfif", "png", "bmp", "dib", "gif", "tif", "tiff", "webp");

  private FileFormat() {}

  /** Whether a file of this name is taken for an image. */
  public static boolean isImage(String path) {
    return ENDINGS.contains(ending(path));
  }

  /** What follows the last dot of the file's name, in lower case, or nothing. */
  public static String ending(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot < 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** The format that the first bytes speak of, whatever the file's name says. */
  public static String of(byte[] file) {
    String head = new String(file, 0, Math.min(12, file.length), StandardCharsets.ISO_8859_1);
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return "JPEG";
    } else if (head.startsWith("\u0089PNG")) {
      return "PNG";
    } else if (head.startsWith("GIF8")) {
      return "GIF";
    } else if (head.startsWith("RIFF") && head.endsWith("WEBP")) {
      return "WEBP";
    } else if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      return "TIFF";
    } else if (head.startsWith("BM")) {
      return "BMP";
    }
    return "unknown";
  }
}
