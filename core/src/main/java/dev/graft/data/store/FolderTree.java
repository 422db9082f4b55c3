package dev.graft.data.store;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which folders hold images: the files of a store without the hidden ones, sorted. The folder that
 * everything lies in has the path {@code ""}.
 */
public final class FolderTree {

  private final NavigableMap<String, List<String>> images = new TreeMap<>();
  private final NavigableMap<String, Integer> otherEndings = new TreeMap<>();
  private final TreeSet<String> folders = new TreeSet<>();
  private final Set<String> aboveImages = new TreeSet<>();
  private int hidden;

  /** Only what lies below {@code inner} counts; {@code ""} for everything. */
  public FolderTree(FileStore store, String inner) {
    for (String folder : store.folders()) {
      if (within(folder, inner) && !isHidden(folder)) {
        addFolders(folder);
      }
    }
    List<String> files = new ArrayList<>(store.files());
    files.removeIf(file -> !within(file, inner));
    files.sort(null);
    files.forEach(this::addFile);
  }

  private static boolean within(String path, String inner) {
    return inner.isEmpty() || path.startsWith(inner + "/");
  }

  private void addFile(String file) {
    if (isHidden(file)) {
      hidden++;
      return;
    }
    String folder = parent(file);
    addFolders(folder);
    if (!FileFormat.isImage(file)) {
      otherEndings.merge(FileFormat.ending(file), 1, Integer::sum);
      return;
    }
    images.computeIfAbsent(folder, f -> new ArrayList<>()).add(file);
    String path = folder;
    while (!path.isEmpty() && aboveImages.add(parent(path))) {
      path = parent(path);
    }
  }

  private void addFolders(String folder) {
    String path = folder;
    while (!path.isEmpty() && folders.add(path)) {
      path = parent(path);
    }
  }

  /** Folders that directly hold images, with these, both in path order. */
  public NavigableMap<String, List<String>> images() {
    return images;
  }

  /** The images that lie in this folder or below it, in path order. */
  public List<String> imagesUnder(String folder) {
    List<String> under = new ArrayList<>(images.getOrDefault(folder, List.of()));
    images.subMap(folder + "/", folder + "0").values().forEach(under::addAll); // 0 follows /
    under.sort(null);
    return under;
  }

  /** All folders, empty ones included. */
  public Set<String> folders() {
    return folders;
  }

  /** Whether images lie in a folder below this one. */
  public boolean imagesBelow(String folder) {
    return aboveImages.contains(folder);
  }

  /** Whether images lie in this folder or below it. */
  public boolean holdsImages(String folder) {
    return images.containsKey(folder) || imagesBelow(folder);
  }

  /** What was left out because it is hidden or not read, in one sentence; empty if nothing was. */
  public Optional<String> ignored() {
    List<String> parts = new ArrayList<>();
    int others = otherEndings.values().stream().mapToInt(Integer::intValue).sum();
    if (others > 0) {
      List<String> kinds = new ArrayList<>();
      otherEndings.forEach(
          (ending, count) ->
              kinds.add(count + " " + (ending.isEmpty() ? "without ending" : "." + ending)));
      parts.add(
          "%d %s that Graft does not read (%s)"
              .formatted(others, others == 1 ? "file" : "files", String.join(", ", kinds)));
    }
    if (hidden > 0) {
      parts.add(hidden + " hidden " + (hidden == 1 ? "file" : "files"));
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of("left out: " + String.join(" and ", parts));
  }

  /** The path without its last part. */
  public static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** The last part of a path. */
  public static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static boolean isHidden(String path) {
    return path.startsWith(".")
        || path.contains("/.")
        || path.equals("__MACOSX")
        || path.startsWith("__MACOSX/")
        || path.contains("/__MACOSX/")
        || path.endsWith("/__MACOSX");
  }
}
