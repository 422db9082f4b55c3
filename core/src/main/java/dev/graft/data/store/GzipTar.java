package dev.graft.data.store;

import dev.graft.data.source.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Unpacks a {@code .tar.gz} to a temporary tar, within bounds. */
final class GzipTar {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final long MAX_RATIO = 200;
  private static final long RATIO_FLOOR_BYTES = 64L << 20;

  private GzipTar() {}

  /** The path of the temporary file, which the caller deletes. */
  static Path unpack(Path path, String location, long maxBytes) throws IOException {
    Path tar = Files.createTempFile("graft-", ".tar");
    // A second net for when the program ends without closing the data set.
    tar.toFile().deleteOnExit();
    boolean done = false;
    try (InputStream packed = Files.newInputStream(path);
        InputStream in = new GZIPInputStream(packed, BUFFER_BYTES);
        OutputStream out = Files.newOutputStream(tar)) {
      copy(in, out, location, maxBytes, Files.size(path));
      done = true;
    } catch (EOFException | ZipException e) {
      throw new DataException(
          location,
          "the archive is cut short or damaged: " + Reasons.of(e),
          "fetch or copy it again",
          e);
    } finally {
      if (!done) {
        Files.deleteIfExists(tar);
      }
    }
    return tar;
  }

  private static void copy(
      InputStream in, OutputStream out, String location, long maxBytes, long packedBytes)
      throws IOException {
    long ratioBound = Math.max(RATIO_FLOOR_BYTES, MAX_RATIO * packedBytes);
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      total += count;
      if (total > ratioBound) {
        throw new DataException(
            location,
            "the archive unpacks %d bytes to more than %d, as a bomb would"
                .formatted(packedBytes, ratioBound),
            "unpack it yourself and give the folder");
      }
      if (total > maxBytes) {
        throw new DataException(
            location,
            "the archive unpacks to more than %d bytes, the bound that is set".formatted(maxBytes),
            "unpack it yourself and give the folder, or raise maxUnpackedBytes");
      }
      out.write(buffer, 0, count);
    }
  }
}
