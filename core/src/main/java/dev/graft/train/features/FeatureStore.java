package dev.graft.train.features;

import dev.graft.torch.tensors.RowForm;
import dev.graft.torch.tensors.RowStore;
import dev.graft.torch.tensors.Tensor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The remembered outputs under one key: in files, and in memory where there is no folder or no room
 * in it. What neither has room for is not remembered.
 */
public final class FeatureStore implements AutoCloseable {

  /** What a crash may lose: after this time a new file is completed and another begun. */
  private static final Duration UNFINISHED = Duration.ofSeconds(30);

  private final FeatureKey key;
  private final Features owner;
  private final Optional<Path> folder;
  private final Map<RowKey, Place> places = new HashMap<>();
  private final List<FeatureFile> files = new ArrayList<>();
  private final Set<FeatureFile> damaged = new HashSet<>();
  private RowForm form; // null until the first row is known
  private RowStore memory; // null until needed
  private FeatureFile current; // the last of files while it is written, else null
  private Instant begun;
  private int expected;
  private long room;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(0);
  private double seconds; // that computing rows took
  private int computed; // how many these were

  /** A row in a file, or in memory where the file is null; found when it was there already. */
  private record Place(FeatureFile file, int row, boolean found) {}

  FeatureStore(FeatureKey key, Features owner) {
    this.key = key;
    this.owner = owner;
    this.folder = owner.cache().map(cache -> cache.folder(key));
    folder.ifPresent(this::open);
  }

  private void open(Path directory) {
    try {
      for (Path path : FeatureFolders.finished(directory)) {
        open(directory, path);
      }
      if (Files.isDirectory(directory)) {
        Files.setLastModifiedTime(directory, FileTime.from(Instant.now()));
      }
    } catch (IOException e) {
      owner.stopWriting(e);
    }
  }

  private void open(Path directory, Path path) throws IOException {
    try {
      FeatureFile file = FeatureFile.open(path);
      files.add(file); // closed with the others, whatever it holds
      if (!file.header().key().equals(key)) {
        throw new IOException("it holds other features than its folder");
      }
      if (form != null && !form.equals(file.header().form())) {
        throw new IOException("its rows have another form than those beside it");
      }
      form = file.header().form();
      for (int row = 0; row < file.keys().size(); row++) {
        places.put(file.keys().get(row), new Place(file, row, true)); // the newest counts
      }
    } catch (FileNotFoundException e) { // cleared meanwhile, or nothing wrong with what it holds
      if (Files.exists(path)) {
        owner.tell(
            "%s cannot be opened; the features in it are computed again".formatted(e.getMessage()));
      }
    } catch (IOException e) {
      owner.tell(
          "%s in %s cannot be used: %s; it is removed and its features are computed again"
              .formatted(path.getFileName(), directory, e.getMessage()));
      Files.deleteIfExists(path);
    }
  }

  Optional<Path> folder() {
    return folder;
  }

  /** Whether nothing is remembered yet. */
  boolean isEmpty() {
    return places.isEmpty();
  }

  /** Whether this row can be read; a damaged one is forgotten with a notice. */
  boolean has(RowKey row) {
    Place place = places.get(row);
    if (place == null || place.file() == null || place.file().isIntact(place.row())) {
      return place != null;
    }
    places.remove(row);
    if (damaged.add(place.file())) {
      owner.tell(
          "rows of %s are damaged: they are computed again"
              .formatted(place.file().path().toAbsolutePath()));
    }
    return false;
  }

  /** Whether an earlier command computed this row. */
  boolean wasFound(RowKey row) {
    Place place = places.get(row);
    return place != null && place.found();
  }

  /** Counts what computing so many rows took, images loaded and all. */
  void spent(int rows, double tookSeconds) {
    computed += rows;
    seconds += tookSeconds;
  }

  /** What a row cost, as far as rows were computed by this process; else 0. */
  double secondsPerRow() {
    return computed == 0 ? 0 : seconds / computed;
  }

  /** The given rows as [N, ...], as they were put. */
  Tensor get(List<RowKey> rows) {
    int size = form.rowBytes();
    int bytes = Math.multiplyExact(rows.size(), size);
    if (buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    buffer.clear();
    byte[] row = new byte[size];
    for (RowKey wanted : rows) {
      read(places.get(wanted), row);
      buffer.put(row);
    }
    return form.tensor(buffer.flip());
  }

  private void read(Place place, byte[] row) {
    if (place.file() == null) {
      memory.read(place.row(), row);
      return;
    }
    try {
      place.file().read(place.row(), row);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(
              "%s cannot be read (%s); continue with --feature-cache off"
                  .formatted(place.file().path(), e.getMessage()),
              e));
    }
  }

  /** Says how many new rows may come, for which room is to be made once. */
  void expect(int rows) {
    expected = rows;
  }

  /** Remembers what there is room for; returns how many rows that were. */
  int put(List<RowKey> rows, Tensor values) {
    RowForm given = RowForm.of(values);
    if (form != null && !form.equals(given)) {
      throw new IllegalStateException("rows are " + form + ", got " + given);
    }
    form = given;
    byte[] bytes = form.bytes(values);
    if (owner.cache().isPresent() && expected > 0) {
      room = owner.room((long) expected * form.rowBytes());
      expected = 0;
    }
    boolean written = owner.cache().isPresent() && bytes.length <= room && write(rows, bytes);
    return written ? rows.size() : remember(rows, bytes);
  }

  private boolean write(List<RowKey> rows, byte[] bytes) {
    try {
      if (current == null) {
        current = FeatureFile.create(folder.orElseThrow(), new FeatureFile.Header(key, form));
        files.add(current);
        begun = Instant.now();
      }
      int first = current.add(rows, bytes);
      for (int i = 0; i < rows.size(); i++) {
        places.put(rows.get(i), new Place(current, first + i, false));
      }
      room -= bytes.length;
      if (Duration.between(begun, Instant.now()).compareTo(UNFINISHED) > 0) {
        finish();
      }
      return true;
    } catch (IOException e) {
      owner.stopWriting(e);
      return false;
    }
  }

  private int remember(List<RowKey> rows, byte[] bytes) {
    int size = form.rowBytes();
    int kept = 0;
    while (kept < rows.size() && owner.memory().reserve(size)) {
      memory = memory == null ? new RowStore(size) : memory;
      places.put(rows.get(kept), new Place(null, memory.add(bytes, kept * size), false));
      kept++;
    }
    return kept;
  }

  /** Completes the file being written, so that other commands find it. */
  private void finish() {
    if (current != null) {
      try {
        current.finish();
      } catch (IOException e) {
        owner.stopWriting(e);
      }
      current = null;
    }
  }

  /** What is kept and where: {@code 4.1 MB kept in the feature cache}. */
  String describe() {
    long filed = places.values().stream().filter(place -> place.file() != null).count();
    double megabyte = form == null ? 0 : form.rowBytes() / 1e6;
    String inFiles = "%.1f MB kept in the feature cache".formatted(filed * megabyte);
    String inMemory = "%.1f MB cached in memory".formatted((places.size() - filed) * megabyte);
    return filed == 0 ? inMemory : filed == places.size() ? inFiles : inFiles + ", " + inMemory;
  }

  @Override
  public void close() {
    finish();
    for (FeatureFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        owner.tell("%s was not closed: %s".formatted(file.path(), e.getMessage()));
      }
    }
    files.clear();
    places.clear();
    if (memory != null) {
      memory.close();
    }
  }
}
