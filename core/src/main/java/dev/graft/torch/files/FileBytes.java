package dev.graft.torch.files;

import dev.graft.files.Digest;
import dev.graft.torch.WeightFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of one file, mapped; asks for bytes outside it are refused, never an overflow. */
final class FileBytes {

  private final Path path;
  private final long size;
  private final ByteBuffer whole; // null where the file exceeds one mapping (2 GiB)

  private FileBytes(Path path, long size, ByteBuffer whole) {
    this.path = path;
    this.size = size;
    this.whole = whole;
  }

  static FileBytes map(Path path) throws WeightFileException {
    if (Files.isDirectory(path)) {
      throw new WeightFileException(path, "is a folder, not a weight file");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer whole = size <= Integer.MAX_VALUE ? channel.map(MapMode.READ_ONLY, 0, size) : null;
      return new FileBytes(path, size, whole);
    } catch (NoSuchFileException e) {
      throw new WeightFileException(path, "no such file", e);
    } catch (IOException e) {
      throw new WeightFileException(path, "cannot be read: " + e, e);
    }
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  /** The {@code length} bytes from {@code offset}, little-endian; {@code what} names them. */
  ByteBuffer slice(long offset, long length, String what) throws WeightFileException {
    if (offset < 0 || length < 0 || offset > size || length > size - offset) {
      throw new WeightFileException(
          path,
          "%s should be %d bytes from byte %d, but the file ends at byte %d; it is cut short or damaged"
              .formatted(what, length, offset, size));
    }
    if (length > Integer.MAX_VALUE) {
      throw new WeightFileException(path, what + " is larger than 2 GiB: " + length + " bytes");
    }
    if (whole != null) {
      return whole.slice((int) offset, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.map(MapMode.READ_ONLY, offset, length).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new WeightFileException(path, "cannot be read: " + e, e);
    }
  }

  /** SHA-256 of the whole file, 64 hex digits. */
  String sha256() throws WeightFileException {
    Digest digest = Digest.sha256();
    long chunk = 1L << 26;
    for (long at = 0; at < size; at += chunk) {
      digest.add(slice(at, Math.min(chunk, size - at), "the file"));
    }
    return digest.hex();
  }
}
