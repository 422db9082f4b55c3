package dev.graft.data.store;

import dev.graft.data.source.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The files of a {@code .tar}, {@code .tar.gz} or {@code .zip}, read in place. */
public final class ArchiveStore implements FileStore {

  private static final List<String> SUFFIXES = List.of(".tar", ".tar.gz", ".tgz", ".zip");

  private final PositionalFile file;
  private final ArchiveIndex index;

  private ArchiveStore(PositionalFile file, ArchiveIndex index) {
    this.file = file;
    this.index = index;
  }

  /** Whether the name says that this is an archive of a kind that can be read. */
  public static boolean isArchive(Path path) {
    return !suffix(path).isEmpty();
  }

  /** The archive ending of a file's name in lower case, or nothing. */
  public static String suffix(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    return SUFFIXES.stream().filter(name::endsWith).findFirst().orElse("");
  }

  /** Indexes {@code path}; a {@code .tar.gz} is unpacked to a temporary tar first. */
  public static ArchiveStore open(Path path, String location, long maxUnpackedBytes)
      throws DataException {
    String suffix = suffix(path);
    boolean gzip = suffix.equals(".tar.gz") || suffix.equals(".tgz");
    PositionalFile file = null;
    try {
      Path plain = gzip ? GzipTar.unpack(path, location, maxUnpackedBytes) : path;
      file = new PositionalFile(plain, gzip);
      ArchiveIndex index = new ArchiveIndex(location, file.size());
      if (suffix.equals(".zip")) {
        ZipIndexer.index(path, index);
      } else {
        TarIndexer.index(file, index);
      }
      return new ArchiveStore(file, index);
    } catch (IOException | RuntimeException e) {
      throw failed(location, file, e);
    }
  }

  private static DataException failed(String location, PositionalFile file, Exception e) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
    }
    if (e instanceof DataException known) {
      return known;
    }
    String reason = e instanceof IOException io ? Reasons.of(io) : String.valueOf(e.getMessage());
    return new DataException(
        location,
        "cannot be read as an archive: " + reason,
        "check that it is whole and that its ending says what it is",
        e);
  }

  @Override
  public List<String> files() {
    return new ArrayList<>(index.files().keySet());
  }

  @Override
  public List<String> folders() {
    return index.folders();
  }

  @Override
  public byte[] read(String path, long maxBytes) throws IOException {
    ArchiveIndex.Extent extent = index.files().get(path);
    FileStore.checkSize(Math.max(extent.stored(), extent.size()), maxBytes);
    byte[] stored = new byte[Math.toIntExact(extent.stored())];
    file.read(extent.offset(), stored);
    byte[] bytes = extent.deflated() ? inflate(stored, extent.size()) : stored;
    if (extent.crc() >= 0) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if (crc.getValue() != extent.crc()) {
        throw new IOException("damaged in the archive: its checksum does not match");
      }
    }
    return bytes;
  }

  /** Unpacks exactly {@code size} bytes, whatever the stream would go on to. */
  private static byte[] inflate(byte[] stored, int size) throws IOException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(stored);
      byte[] bytes = new byte[size];
      int at = 0;
      while (at < size) {
        int count = inflater.inflate(bytes, at, size - at);
        if (count == 0) {
          throw new IOException("damaged in the archive: it ends early");
        }
        at += count;
      }
      return bytes;
    } catch (DataFormatException e) {
      throw new IOException("damaged in the archive: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
