package dev.graft.data;

import dev.graft.data.cifar.CifarCache;
import dev.graft.data.cifar.CifarKind;
import dev.graft.data.cifar.CifarSource;
import dev.graft.data.labelled.CsvSource;
import dev.graft.data.labelled.DrawnImages;
import dev.graft.data.labelled.FolderSource;
import dev.graft.data.labelled.LabelledSplits;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.Grouping;
import dev.graft.data.store.ArchiveStore;
import dev.graft.data.store.FileFormat;
import dev.graft.data.store.FileStore;
import dev.graft.data.store.FolderStore;
import dev.graft.data.store.FolderTree;
import dev.graft.data.store.Reasons;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds out what kind of data a location names, and opens it. */
final class Opener {

  private static final String INNER = "!/";

  private final String location;
  private final DataOptions options;

  private Opener(String location, DataOptions options) {
    this.location = location;
    this.options = options;
  }

  static Dataset open(String location, DataOptions options) throws DataException {
    LabelledSplits data = new Opener(location, options).read();
    try {
      checkGrouped(data, options.groups());
      return SplitPlan.resolve(data, options);
    } catch (DataException | RuntimeException e) {
      close(data.owner(), e);
      throw e;
    }
  }

  /** Groups that were asked for and that this kind of data cannot have. */
  private static void checkGrouped(LabelledSplits data, Grouping asked) throws DataException {
    if (data.groupedBy().isPresent() || asked instanceof Grouping.Usual) {
      return;
    }
    throw asked instanceof Grouping.ByColumn column
        ? new DataException(
            data.location(),
            "--group-column %s names a column of a CSV, and this is none".formatted(column.name()),
            "group the images of folders and archives with --group-by parent or --group-by REGEX")
        : new DataException(
            data.location(),
            "--group-by groups the images of folders and archives of them, and these are none",
            "name the groups in a column of a CSV, group or another with --group-column NAME");
  }

  private LabelledSplits read() throws DataException {
    if (location.equals(DrawnImages.LOCATION)) {
      return DrawnImages.open();
    }
    Optional<CifarKind> cifar = CifarCache.named(location);
    if (cifar.isPresent()) {
      return readFiles(CifarCache.archive(cifar.get(), options), "");
    }
    Path whole = path(location);
    int at = location.indexOf(INNER);
    if (at > 0 && !Files.exists(whole)) {
      String inner = location.substring(at + INNER.length()).replaceAll("/+$", "");
      return readFiles(path(location.substring(0, at)), inner);
    }
    if (Files.isRegularFile(whole) && FileFormat.ending(location).equals("csv")) {
      String file = String.valueOf(whole.getFileName());
      return CsvSource.read(
          whole, file.substring(0, file.length() - ".csv".length()), location, options.groups());
    }
    return readFiles(whole, "");
  }

  private Path path(String text) throws DataException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new DataException(location, "is no path: " + e.getReason(), "check the spelling", e);
    }
  }

  private LabelledSplits readFiles(Path path, String inner) throws DataException {
    if (!Files.exists(path)) {
      throw new DataException(
          location,
          "there is no such file or folder",
          "check the spelling; a relative path is looked for in " + Path.of("").toAbsolutePath());
    }
    FileStore store;
    if (Files.isDirectory(path)) {
      store = FolderStore.open(path, location);
    } else if (ArchiveStore.isArchive(path)) {
      store = ArchiveStore.open(path, location, options.maxUnpackedBytes());
    } else {
      throw new DataException(
          location,
          "is neither a folder nor a known kind of file",
          "give a folder, a .tar, .tar.gz, .tgz or .zip of one, or a .csv");
    }
    try {
      return readStore(store, path, inner);
    } catch (DataException | RuntimeException e) {
      close(store, e);
      throw e;
    }
  }

  private LabelledSplits readStore(FileStore store, Path path, String inner) throws DataException {
    String below = inner + "/";
    if (!inner.isEmpty() && store.files().stream().noneMatch(file -> file.startsWith(below))) {
      throw new DataException(
          location,
          "there is no folder %s in %s".formatted(inner, path),
          "give a folder's whole path inside the archive, with / between its parts");
    }
    Optional<LabelledSplits> cifar = CifarSource.read(store, name(path, inner), location, inner);
    return cifar.isPresent()
        ? withOrigin(cifar.get(), path)
        : FolderSource.read(store, name(path, inner), location, inner, options.groups());
  }

  /** Says so where a CIFAR archive is not as published; its images are in memory by now. */
  private LabelledSplits withOrigin(LabelledSplits data, Path path) throws DataException {
    List<String> notes = new ArrayList<>(data.notes());
    try {
      data.owner().close();
      boolean known = Files.isDirectory(path) || CifarCache.named(location).isPresent();
      if (!known && !CifarCache.isPublished(path)) {
        notes.add("not the published archive of CIFAR: its MD5 is another");
      }
    } catch (IOException e) {
      throw new DataException(
          location, "cannot be read: " + Reasons.of(e), "check the file's permissions", e);
    }
    return new LabelledSplits(
        data.name(),
        data.location(),
        data.classNames(),
        data.parts(),
        data.ordered(),
        notes,
        data.groupedBy(),
        () -> {});
  }

  private static void close(Closeable owner, Exception cause) {
    try {
      owner.close();
    } catch (IOException suppressed) {
      cause.addSuppressed(suppressed);
    }
  }

  /** The last part of the location, without an archive's ending. */
  private String name(Path path, String inner) {
    if (!inner.isEmpty()) {
      return FolderTree.lastPart(inner);
    }
    Optional<CifarKind> cifar = CifarCache.named(location);
    if (cifar.isPresent()) {
      return cifar.get().word();
    }
    Path file = path.toAbsolutePath().normalize().getFileName();
    String name = file == null ? path.toString() : file.toString();
    String suffix = ArchiveStore.suffix(path);
    boolean cut = !Files.isDirectory(path) && name.toLowerCase(Locale.ROOT).endsWith(suffix);
    return cut ? name.substring(0, name.length() - suffix.length()) : name;
  }
}
