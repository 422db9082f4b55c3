package dev.graft.train.features;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.data.source.ContentHash;
import dev.graft.files.WholeFile;
import dev.graft.torch.tensors.RowForm;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * One file of remembered rows. It is written under another name and gets its own when it is whole,
 * so that whoever finds it finds all of it.
 *
 * <pre>
 * GRAFTROW | length of header, int32 | header: key and form of a row, JSON | its CRC-32C | zeros to 64
 * the rows, one after the other
 * per row: hash of the image, 128 bits | view, int32 | CRC-32C of the row
 * number of rows, int32 | CRC-32C of the lines per row and of this number | GRAFTEND
 * </pre>
 *
 * <p>Numbers are little-endian. Rows are read where they are wanted and not mapped: pages of a
 * mapping count as memory of this process, and a file that another one cuts short would end it.
 * Plain files, because an interrupt closes a channel in mid-read.
 */
public final class FeatureFile implements Closeable {

  static final String ENDING = ".rows";
  static final String UNFINISHED = ".part";

  private static final long MAGIC = magic("GRAFTROW");
  private static final long END = magic("GRAFTEND");
  private static final int BEGINNING = Long.BYTES + Integer.BYTES;
  private static final int LINE = 24;
  private static final int FOOTER = 16;
  private static final int MOST_HEADER = 1 << 16;
  private static final int ALIGNMENT = 64;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final RandomAccessFile file;
  private final Header header;
  private final long rowsAt;
  private final int rowBytes;
  private final List<RowKey> keys = new ArrayList<>();
  private final List<Integer> checksums = new ArrayList<>();
  private final BitSet intact = new BitSet();
  private Path path;

  /** What all rows of a file have in common. */
  public record Header(FeatureKey key, RowForm form) {}

  private FeatureFile(Path path, RandomAccessFile file, Header header, long rowsAt) {
    this.path = path;
    this.file = file;
    this.header = header;
    this.rowsAt = rowsAt;
    this.rowBytes = header.form().rowBytes();
  }

  /** A new file in {@code folder}, which nobody sees until it is {@link #finish}ed. */
  public static FeatureFile create(Path folder, Header header) throws IOException {
    Files.createDirectories(folder);
    Path path = folder.resolve(UUID.randomUUID() + UNFINISHED);
    var file = new RandomAccessFile(path.toFile(), "rw");
    try {
      byte[] json = MAPPER.writeValueAsBytes(header);
      byte[] start = new byte[aligned(BEGINNING + json.length + Integer.BYTES)];
      littleEndian(start)
          .putLong(MAGIC)
          .putInt(json.length)
          .put(json)
          .putInt(checksum(json, 0, json.length));
      file.write(start);
      return new FeatureFile(path, file, header, start.length);
    } catch (IOException | RuntimeException e) {
      file.close();
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /**
   * Opens a finished file.
   *
   * @throws IOException saying what is wrong with it: cut short, changed, none of Graft's
   */
  public static FeatureFile open(Path path) throws IOException {
    var file = new RandomAccessFile(path.toFile(), "r");
    try {
      ByteBuffer start = littleEndian(read(file, 0, BEGINNING));
      int length = start.getLong() == MAGIC ? start.getInt() : -1;
      check(0 < length && length <= MOST_HEADER, "it does not begin as cached features do");
      byte[] header = read(file, BEGINNING, length + Integer.BYTES);
      check(
          checksum(header, 0, length) == littleEndian(header).getInt(length),
          "its header was changed");
      String json = new String(header, 0, length, StandardCharsets.UTF_8);
      int rowsAt = aligned(BEGINNING + header.length);
      var opened = new FeatureFile(path, file, MAPPER.readValue(json, Header.class), rowsAt);
      opened.readLines();
      return opened;
    } catch (JsonProcessingException e) {
      file.close();
      throw new IOException("its header is of another version", e);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void readLines() throws IOException {
    long length = file.length();
    ByteBuffer footer = littleEndian(read(file, length - FOOTER, FOOTER));
    int count = footer.getInt();
    int expected = footer.getInt();
    check(footer.getLong() == END && count >= 0, "it was cut short");
    long linesAt = length - FOOTER - (long) LINE * count;
    check(rowsAt + (long) rowBytes * count == linesAt, "it was cut short");
    byte[] list = read(file, linesAt, Math.toIntExact(length - linesAt));
    int summed = LINE * count + Integer.BYTES;
    check(checksum(list, 0, summed) == expected, "its list of rows was changed");
    ByteBuffer lines = littleEndian(list);
    for (int i = 0; i < count; i++) {
      keys.add(new RowKey(new ContentHash(lines.getLong(), lines.getLong()), lines.getInt()));
      checksums.add(lines.getInt());
    }
  }

  public Header header() {
    return header;
  }

  public Path path() {
    return path;
  }

  /** What its rows are of, in order. */
  public List<RowKey> keys() {
    return keys;
  }

  /** Writes rows that follow each other in {@code bytes}; returns the number of the first. */
  public int add(List<RowKey> rows, byte[] bytes) throws IOException {
    int first = keys.size();
    file.seek(rowsAt + (long) first * rowBytes);
    file.write(bytes, 0, rows.size() * rowBytes);
    for (int i = 0; i < rows.size(); i++) {
      intact.set(first + i);
      keys.add(rows.get(i));
      checksums.add(checksum(bytes, i * rowBytes, rowBytes));
    }
    return first;
  }

  /** Completes a new file and gives it its name; its rows can still be read. */
  public void finish() throws IOException {
    byte[] list = new byte[LINE * keys.size() + FOOTER];
    ByteBuffer lines = littleEndian(list);
    for (int i = 0; i < keys.size(); i++) {
      RowKey key = keys.get(i);
      lines.putLong(key.image().high()).putLong(key.image().low());
      lines.putInt(key.view()).putInt(checksums.get(i));
    }
    lines.putInt(keys.size());
    lines.putInt(checksum(list, 0, lines.position())).putLong(END);
    file.seek(rowsAt + (long) keys.size() * rowBytes);
    file.write(list);
    String name = path.getFileName().toString().replace(UNFINISHED, ENDING);
    path = WholeFile.move(path, path.resolveSibling(name));
  }

  /** Whether row {@code row} is what was written; it is looked at once. */
  public boolean isIntact(int row) {
    if (!intact.get(row)) {
      byte[] bytes = new byte[rowBytes];
      try {
        read(row, bytes);
      } catch (IOException e) {
        return false;
      }
      intact.set(row, checksum(bytes, 0, rowBytes) == checksums.get(row));
    }
    return intact.get(row);
  }

  /** Reads row {@code row}. */
  public void read(int row, byte[] out) throws IOException {
    file.seek(rowsAt + (long) row * rowBytes);
    file.readFully(out, 0, rowBytes);
  }

  /** Closes it; one that was never finished goes. */
  @Override
  public void close() throws IOException {
    file.close();
    if (path.toString().endsWith(UNFINISHED)) {
      Files.deleteIfExists(path);
    }
  }

  private static byte[] read(RandomAccessFile file, long at, int length) throws IOException {
    check(at >= 0 && at + length <= file.length(), "it was cut short");
    byte[] bytes = new byte[length];
    file.seek(at);
    file.readFully(bytes);
    return bytes;
  }

  private static void check(boolean right, String otherwise) throws IOException {
    if (!right) {
      throw new IOException(otherwise);
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int aligned(int at) {
    return (at + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static int checksum(byte[] bytes, int from, int length) {
    var crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private static long magic(String text) {
    return littleEndian(text.getBytes(StandardCharsets.US_ASCII)).getLong();
  }
}
