package dev.graft.data;

import dev.graft.data.store.FileFormat;
import dev.graft.files.SplitMix64;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Builds trees of small images: as a map of path to bytes, on disk, and in archives. */
public final class Trees {

  private Trees() {}

  /** A picture of 4 x 3 whose pixels are a function of {@code seed} and differ between seeds. */
  public static byte[] png(int seed) {
    BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 12; i++) {
      image.setRGB(i % 4, i / 4, (int) (SplitMix64.mix(seed * 12L + i) >>> 40));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Pictures at the paths; a path that ends in {@code /} is a folder, other kinds hold text. */
  static Map<String, byte[]> of(String... paths) {
    Map<String, byte[]> tree = new LinkedHashMap<>();
    for (String path : paths) {
      byte[] bytes = FileFormat.isImage(path) ? png(path.hashCode()) : new byte[] {'t', 'x', 't'};
      tree.put(path, path.endsWith("/") ? new byte[0] : bytes);
    }
    return tree;
  }

  /** {@code count} pictures in each folder, {@code 0.png} and so on. */
  public static Map<String, byte[]> classes(int count, String... folders) {
    Map<String, byte[]> tree = new LinkedHashMap<>();
    for (String folder : folders) {
      for (int i = 0; i < count; i++) {
        String path = "%s/%02d.png".formatted(folder, i);
        tree.put(path, png(path.hashCode()));
      }
    }
    return tree;
  }

  public static Map<String, byte[]> with(Map<String, byte[]> tree, String... paths) {
    Map<String, byte[]> all = new LinkedHashMap<>(tree);
    all.putAll(of(paths));
    return all;
  }

  public static Path folder(Path root, Map<String, byte[]> tree) throws IOException {
    for (Map.Entry<String, byte[]> file : tree.entrySet()) {
      Path path = root.resolve(file.getKey());
      if (file.getKey().endsWith("/")) {
        Files.createDirectories(path);
      } else {
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
    }
    return root;
  }

  public static Path tar(Path path, Map<String, byte[]> tree) throws IOException {
    try (OutputStream out = Files.newOutputStream(path)) {
      writeTar(out, tree);
    }
    return path;
  }

  public static Path tarGz(Path path, Map<String, byte[]> tree) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      writeTar(out, tree);
    }
    return path;
  }

  private static void writeTar(OutputStream out, Map<String, byte[]> tree) throws IOException {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      for (Map.Entry<String, byte[]> file : tree.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
  }

  /** One tar entry of a given type, as a hostile archive would hold it. */
  public static Path tarOf(Path path, TarArchiveEntry... entries) throws IOException {
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(Files.newOutputStream(path), "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (TarArchiveEntry entry : entries) {
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
      }
    }
    return path;
  }

  public static Path zip(Path path, Map<String, byte[]> tree) throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(path)) {
      for (Map.Entry<String, byte[]> file : tree.entrySet()) {
        zip.putArchiveEntry(new ZipArchiveEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeArchiveEntry();
      }
    }
    return path;
  }
}
