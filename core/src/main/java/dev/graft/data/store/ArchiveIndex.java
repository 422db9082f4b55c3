package dev.graft.data.store;

import dev.graft.data.source.DataException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where the files of an archive lie, gathered entry by entry. One hostile or broken entry refuses
 * the whole archive: nobody should train on what is left of it.
 */
final class ArchiveIndex {

  private static final int MAX_ENTRIES = 20_000_000;
  private static final long RATIO_FLOOR_BYTES = 1L << 20;
  private static final long MAX_RATIO = 1000;

  /**
   * A file's bytes: {@code stored} of them from {@code offset} on, {@code size} once unpacked.
   * {@code crc} is -1 where the archive has none.
   */
  record Extent(long offset, long stored, int size, boolean deflated, long crc) {}

  private final String location;
  private final long archiveBytes;
  private final Map<String, Extent> files = new LinkedHashMap<>();
  private final Set<String> folders = new LinkedHashSet<>();
  private long entries;

  ArchiveIndex(String location, long archiveBytes) {
    this.location = location;
    this.archiveBytes = archiveBytes;
  }

  Map<String, Extent> files() {
    return files;
  }

  List<String> folders() {
    return new ArrayList<>(folders);
  }

  void addFolder(String name) throws DataException {
    count();
    String path = safePath(name);
    if (!path.isEmpty()) {
      folders.add(path);
    }
  }

  void addFile(String name, long offset, long stored, long size, boolean deflated, long crc)
      throws DataException {
    count();
    String path = safePath(name);
    if (path.isEmpty()) {
      throw refuse(name, "has no name");
    }
    long larger = Math.max(size, stored);
    if (size < 0 || stored < 0 || larger > FileStore.MAX_FILE_BYTES) {
      throw refuse(name, "is " + larger + " bytes large; at most 1 GiB is allowed");
    }
    if (size > RATIO_FLOOR_BYTES && size / MAX_RATIO > stored) {
      throw refuse(name, "unpacks " + stored + " bytes to " + size + ", as a bomb would");
    }
    if (offset < 0 || offset + stored > archiveBytes) {
      throw truncated(null);
    }
    if (files.put(path, new Extent(offset, stored, (int) size, deflated, crc)) != null) {
      throw refuse(name, "occurs twice");
    }
  }

  private void count() throws DataException {
    if (++entries > MAX_ENTRIES) {
      throw new DataException(
          location, "more than 20 million entries", "split the archive or unpack it");
    }
  }

  /** The path without empty and {@code .} parts; whatever could leave the folder is refused. */
  private String safePath(String name) throws DataException {
    if (name.indexOf('\0') >= 0) {
      throw refuse(name.replace('\0', '?'), "has a NUL character in its name");
    }
    String drive = name.length() > 1 ? name.substring(0, 2).toUpperCase(Locale.ROOT) : "";
    if (name.startsWith("/") || name.startsWith("\\") || drive.matches("[A-Z]:")) {
      throw refuse(name, "is an absolute path");
    }
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..") || part.startsWith("..\\") || part.contains("\\..")) {
        throw refuse(name, "leaves the archive's folder");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  DataException refuse(String entry, String reason) {
    return new DataException(
        location,
        "the archive is refused: its entry " + entry + " " + reason,
        "unpack it yourself, look at that entry, and give the folder");
  }

  DataException truncated(Exception cause) {
    return damaged("the archive is cut short", cause);
  }

  DataException damaged(String problem, Exception cause) {
    return new DataException(location, problem, "fetch or copy it again", cause);
  }
}
