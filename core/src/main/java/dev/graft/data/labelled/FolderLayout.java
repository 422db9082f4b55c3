package dev.graft.data.labelled;

import dev.graft.data.source.DataException;
import dev.graft.data.source.Split;
import dev.graft.data.store.FolderTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds class folders and split folders among real, messy trees.
 *
 * <p>A class is a folder that directly holds images; its name is the folder's. A folder named like
 * a split is one when class folders lie in it; one that directly holds images is neither and is
 * left out. Folders that only wrap others do not matter. Nothing is left out without a note.
 *
 * <p>Where folders are groups, a class is a folder directly below the root or a split folder, with
 * all images below it.
 */
final class FolderLayout {

  private static final Map<String, Split> SPLIT_NAMES =
      Map.of(
          "train", Split.TRAIN,
          "training", Split.TRAIN,
          "val", Split.VALIDATION,
          "valid", Split.VALIDATION,
          "validation", Split.VALIDATION,
          "test", Split.TEST,
          "testing", Split.TEST);

  /** A folder that stands for a class; no split means that the data has none. */
  record ClassFolder(String path, Optional<Split> split) {
    String name() {
      return FolderTree.lastPart(path);
    }
  }

  private final FolderTree tree;
  private final boolean grouped;
  private final String location;
  private final String root;
  private final List<ClassFolder> classes = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** {@code grouped} says whether the folders below a class folder are groups of its images. */
  FolderLayout(FolderTree tree, String inner, boolean grouped, String location)
      throws DataException {
    this.tree = tree;
    this.grouped = grouped;
    this.location = location;
    this.root = unwrap(inner);
    for (String folder : tree.images().keySet()) {
      if (grouped) {
        classifyGroup(folder);
      } else {
        classify(folder);
      }
    }
    if (classes.isEmpty()) {
      throw noClass();
    }
    leaveOutWhatIsInNoSplit();
    checkEmptyFolders();
    checkNames();
    noteParents();
    tree.ignored().ifPresent(notes::add);
  }

  /** The split that a folder's name speaks of. */
  static Optional<Split> splitNamed(String name) {
    return Optional.ofNullable(SPLIT_NAMES.get(name.toLowerCase(Locale.ROOT)));
  }

  List<ClassFolder> classes() {
    return classes;
  }

  /** The folder that everything of interest lies in; names of images start below it. */
  String root() {
    return root;
  }

  /** The images of the class that {@code folder} stands for, in path order. */
  List<String> paths(ClassFolder folder) {
    return grouped ? tree.imagesUnder(folder.path()) : tree.images().get(folder.path());
  }

  List<String> notes() {
    return notes;
  }

  /** Goes down as long as there is one folder only and it is none that stands for a class. */
  private String unwrap(String start) {
    String folder = start;
    while (!tree.images().containsKey(folder)) {
      List<String> holding = children(folder).filter(tree::holdsImages).toList();
      if (holding.size() != 1 || !tree.imagesBelow(holding.get(0))) {
        return folder;
      }
      long splits = children(folder).filter(FolderLayout::namedLikeSplit).count();
      if (namedLikeSplit(holding.get(0)) && splits > 1) {
        return folder;
      }
      folder = holding.get(0);
    }
    return folder;
  }

  private Stream<String> children(String folder) {
    return tree.folders().stream().filter(child -> FolderTree.parent(child).equals(folder));
  }

  private static boolean namedLikeSplit(String path) {
    return splitNamed(FolderTree.lastPart(path)).isPresent();
  }

  /** The class that a folder of images belongs to is the outermost one that is no split. */
  private void classifyGroup(String folder) throws DataException {
    Optional<Split> split = splitAbove(folder);
    if (folder.equals(root) || (split.isEmpty() && namedLikeSplit(folder))) {
      classify(folder); // there is no class folder around these images
      return;
    }
    String base = outermostSplit(folder);
    String path = folder;
    while (!FolderTree.parent(path).equals(base)) {
      path = FolderTree.parent(path);
    }
    ClassFolder found = new ClassFolder(path, split);
    if (!classes.contains(found)) {
      classes.add(found);
    }
  }

  private void classify(String folder) throws DataException {
    if (tree.imagesBelow(folder)) {
      leaveOutStray(folder);
      return;
    }
    if (folder.equals(root)) {
      return;
    }
    Optional<Split> split = splitAbove(folder);
    if (split.isEmpty() && namedLikeSplit(folder)) {
      notes.add(
          "left out %s (%s): a folder named like a split that holds images and no class folders;"
                  .formatted(folder, images(folder))
              + " if it is a class, rename it");
      return;
    }
    classes.add(new ClassFolder(folder, split));
  }

  /** The split named by the outermost folder between the root and this one. */
  private Optional<Split> splitAbove(String folder) {
    String base = outermostSplit(folder);
    return base.equals(root) ? Optional.empty() : splitNamed(FolderTree.lastPart(base));
  }

  /** The outermost folder between the root and this one that is named like a split, or the root. */
  private String outermostSplit(String folder) {
    String outermost = root;
    String above = FolderTree.parent(folder);
    while (above.length() > root.length()) {
      outermost = namedLikeSplit(above) ? above : outermost;
      above = FolderTree.parent(above);
    }
    return outermost;
  }

  /** Images beside class folders: a preview at the top, or a class that cannot be told apart. */
  private void leaveOutStray(String folder) throws DataException {
    boolean atTop = folder.equals(root) || namedLikeSplit(folder);
    String parent = FolderTree.parent(folder);
    boolean besideClasses =
        children(parent).anyMatch(f -> tree.images().containsKey(f) && !tree.imagesBelow(f));
    if (!atTop && besideClasses) {
      throw new DataException(
          location,
          "the folder %s holds images and, below it, folders with images".formatted(folder),
          "a class is a folder that directly holds all its images: move them together, or use"
              + " --group-by parent if the folders below a class are groups of its images");
    }
    notes.add(
        "left out %s lying beside class folders in %s"
            .formatted(images(folder), folder.isEmpty() ? "the top folder" : folder));
  }

  private String images(String folder) {
    return images(tree.images().get(folder));
  }

  private static String images(List<String> paths) {
    int count = paths.size();
    return count + (count == 1 ? " image" : " images");
  }

  private void leaveOutWhatIsInNoSplit() {
    if (classes.stream().noneMatch(folder -> folder.split().isPresent())) {
      return;
    }
    for (ClassFolder folder : List.copyOf(classes)) {
      if (folder.split().isEmpty()) {
        classes.remove(folder);
        notes.add(
            "left out %s (%s): it is outside the split folders"
                .formatted(folder.path(), images(paths(folder))));
      }
    }
  }

  /** A folder beside class folders, or a split beside splits, that has no image. */
  private void checkEmptyFolders() throws DataException {
    Set<String> parents =
        classes.stream().map(c -> FolderTree.parent(c.path())).collect(Collectors.toSet());
    boolean splits = classes.stream().anyMatch(folder -> folder.split().isPresent());
    for (String folder : tree.folders()) {
      String parent = FolderTree.parent(folder);
      if (tree.holdsImages(folder) || folder.length() <= root.length()) {
        continue;
      }
      if (splits && namedLikeSplit(folder) && splitAbove(folder).isEmpty()) {
        throw new DataException(
            location,
            "the split folder %s is empty: it holds no image".formatted(folder),
            "add images, or remove it to have a split held out of the other images");
      }
      if (parents.contains(parent)) {
        throw new DataException(
            location,
            "the class folder %s has no image".formatted(folder),
            "add images or remove it; if it is no class, start its name with a dot");
      }
    }
  }

  private void checkNames() throws DataException {
    Map<String, String> seen = new TreeMap<>();
    for (ClassFolder folder : classes) {
      String key = folder.split().map(Split::word).orElse("") + "/" + folder.name();
      String other = seen.put(key, folder.path());
      if (other != null) {
        throw new DataException(
            location,
            "two folders have the class %s: %s and %s"
                .formatted(folder.name(), other, folder.path()),
            "rename one, or open one part alone (a folder, or archive.tar!/%s)"
                .formatted(FolderTree.parent(other)));
      }
    }
  }

  private void noteParents() {
    Map<Optional<Split>, Set<String>> parents = new LinkedHashMap<>();
    for (ClassFolder folder : classes) {
      parents
          .computeIfAbsent(folder.split(), s -> new LinkedHashSet<>())
          .add(FolderTree.parent(folder.path()));
    }
    parents.forEach(
        (split, folders) -> {
          if (folders.size() > 1) {
            notes.add(
                "the%s classes come from several folders: %s"
                    .formatted(
                        split.map(s -> " " + s.word()).orElse(""), String.join(", ", folders)));
          }
        });
  }

  private DataException noClass() {
    if (tree.images().isEmpty()) {
      String others = tree.ignored().map(text -> " (" + text + ")").orElse("");
      return new DataException(
          location,
          "no image file was found" + others,
          "images end in .jpg, .png, .webp, .bmp, .tif or .gif and lie in one folder per class");
    }
    String folders =
        new TreeSet<>(tree.images().keySet())
            .stream()
                .map(f -> f.isEmpty() ? "the top folder" : f)
                .collect(Collectors.joining(", "));
    return new DataException(
        location,
        "no class folder: the images lie directly in " + folders,
        "put the images of each class into a folder named after it, or give a CSV (path,label)");
  }
}
