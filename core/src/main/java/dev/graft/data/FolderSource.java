package dev.graft.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Turns a tree of class folders into labelled images, by class name and then by path. */
final class FolderSource {

  private FolderSource() {}

  /** Reads what lies below {@code inner} of the store; {@code ""} for all of it. */
  static LabelledSplits read(FileStore store, String name, String location, String inner)
      throws DataException {
    FolderTree tree = new FolderTree(store, inner);
    FolderLayout layout = new FolderLayout(tree, inner, location);
    TreeSet<String> names = new TreeSet<>();
    layout.classes().forEach(folder -> names.add(folder.name()));
    List<String> classNames = new ArrayList<>(names);
    int skip = layout.root().isEmpty() ? 0 : layout.root().length() + 1;

    Map<Split, List<StoredImages.Item>> items = new EnumMap<>(Split.class);
    for (FolderLayout.ClassFolder folder : layout.classes()) {
      Split split = folder.split().orElse(Split.TRAIN);
      int label = classNames.indexOf(folder.name());
      List<StoredImages.Item> part = items.computeIfAbsent(split, s -> new ArrayList<>());
      for (String path : tree.images().get(folder.path())) {
        part.add(new StoredImages.Item(path, path.substring(skip), label));
      }
    }
    Map<Split, EncodedSource> parts = new EnumMap<>(Split.class);
    items.forEach(
        (split, part) -> {
          // Each folder's images are in path order already, and this sort keeps equals as they are.
          part.sort(Comparator.comparingInt(StoredImages.Item::label));
          parts.put(split, new StoredImages(store, classNames, part));
        });
    return new LabelledSplits(name, location, classNames, parts, false, layout.notes(), store);
  }
}
