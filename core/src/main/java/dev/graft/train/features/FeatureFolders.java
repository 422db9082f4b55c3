package dev.graft.train.features;

import dev.graft.files.WholeFolder;
import dev.graft.train.cache.FeatureCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The folders of a {@link FeatureCache}, one for each {@link FeatureKey}, and what may go. */
public record FeatureFolders(FeatureCache cache) {

  /** An unfinished file this old was left behind: one in use is finished within an epoch. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  /**
   * What is kept of one backbone, cut and preprocessing.
   *
   * @param backbone its name; empty where no file can be read
   * @param lastStage the last frozen one
   * @param images different ones, of which {@code views} are kept
   * @param bytes on disk
   */
  public record Entry(
      Path folder,
      String backbone,
      String lastStage,
      int inputSize,
      String precision,
      int images,
      int views,
      long bytes,
      Instant lastUsed) {}

  /** What there is, the last used first. */
  public List<Entry> entries() throws IOException {
    var entries = new ArrayList<Entry>();
    for (Path path : folders()) {
      entries.add(entry(path));
    }
    entries.sort(Comparator.comparing(Entry::lastUsed).reversed());
    return entries;
  }

  private static Entry entry(Path path) throws IOException {
    Set<RowKey> views = new HashSet<>();
    Optional<FeatureKey> key = Optional.empty();
    for (Path rows : finished(path)) {
      Optional<FeatureFile> file = readable(rows);
      if (file.isPresent()) {
        key = Optional.of(file.get().header().key());
        views.addAll(file.get().keys());
        file.get().close();
      }
    }
    long images = views.stream().map(RowKey::image).distinct().count();
    return new Entry(
        path,
        key.map(FeatureKey::backbone).orElse(""),
        key.map(FeatureKey::last).orElse(""),
        key.map(FeatureKey::inputSize).orElse(0),
        key.map(FeatureKey::precision).orElse(""),
        (int) images,
        views.size(),
        size(path),
        lastUsed(path));
  }

  /** Empty for a damaged one: whoever wants its rows will say what is wrong. */
  private static Optional<FeatureFile> readable(Path path) {
    try {
      return Optional.of(FeatureFile.open(path));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Deletes an entry; who reads it meanwhile goes on reading where the system allows. */
  public void delete(Entry entry) throws IOException {
    WholeFolder.clear(entry.folder(), name -> true);
  }

  /** Where what belongs to that key is kept. */
  Path folder(FeatureKey key) {
    return cache.folder().resolve(key.digest());
  }

  /**
   * Bytes that may be written now. Where {@code wanted} are too many, folders that are not {@code
   * inUse} are deleted first, the longest unused before the others.
   */
  long room(long wanted, Set<Path> inUse) throws IOException {
    List<Path> folders = folders();
    long used = 0;
    for (Path path : folders) {
      used += size(path);
    }
    folders.removeAll(inUse);
    folders.sort(Comparator.comparing(FeatureFolders::lastUsed));
    for (Path path : folders) {
      if (used + wanted <= cache.limitBytes()) {
        break;
      }
      long size = size(path);
      WholeFolder.clear(path, name -> true);
      used -= size;
    }
    return Math.max(0, cache.limitBytes() - used);
  }

  /** The finished files of a folder, the oldest first, after removing what was left behind. */
  static List<Path> finished(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    var finished = new ArrayList<Path>();
    for (Path file : list(folder)) {
      String name = file.getFileName().toString();
      if (name.endsWith(FeatureFile.ENDING)) {
        finished.add(file);
      } else if (name.endsWith(FeatureFile.UNFINISHED)
          && lastUsed(file).isBefore(Instant.now().minus(ABANDONED))) {
        Files.deleteIfExists(file);
      }
    }
    finished.sort(Comparator.comparing(FeatureFolders::lastUsed));
    return finished;
  }

  private List<Path> folders() throws IOException {
    var folders = new ArrayList<Path>();
    if (Files.isDirectory(cache.folder())) {
      for (Path path : list(cache.folder())) {
        if (path.getFileName().toString().matches("[0-9a-f]{32}") && Files.isDirectory(path)) {
          folders.add(path);
        }
      }
    }
    return folders;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (NoSuchFileException e) {
      return List.of(); // cleared meanwhile
    }
  }

  private static long size(Path folder) throws IOException {
    long bytes = 0;
    for (Path file : list(folder)) {
      bytes += file.toFile().length(); // 0 if it was cleared or renamed meanwhile
    }
    return bytes;
  }

  private static Instant lastUsed(Path path) {
    try {
      return Files.getLastModifiedTime(path).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }
}
