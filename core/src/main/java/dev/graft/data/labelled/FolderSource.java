package dev.graft.data.labelled;

import dev.graft.data.source.DataException;
import dev.graft.data.source.Grouping;
import dev.graft.data.source.Split;
import dev.graft.data.store.FileStore;
import dev.graft.data.store.FolderTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns a tree of class folders into labelled images, by class name and then by path. */
public final class FolderSource {

  /** The group of an image, by its path below its class folder and by its name. */
  private interface GroupRule {
    Optional<String> group(String below, String name);
  }

  private FolderSource() {}

  /** Reads what lies below {@code inner} of the store; {@code ""} for all of it. */
  public static LabelledSplits read(
      FileStore store, String name, String location, String inner, Grouping groups)
      throws DataException {
    FolderTree tree = new FolderTree(store, inner);
    boolean folders = groups instanceof Grouping.ByParent;
    FolderLayout layout = new FolderLayout(tree, inner, folders, location);
    TreeSet<String> names = new TreeSet<>();
    layout.classes().forEach(folder -> names.add(folder.name()));
    List<String> classNames = new ArrayList<>(names);
    int skip = layout.root().isEmpty() ? 0 : layout.root().length() + 1;

    GroupRule rule = rule(groups);
    Map<Split, List<StoredImages.Item>> items = new EnumMap<>(Split.class);
    for (FolderLayout.ClassFolder folder : layout.classes()) {
      Split split = folder.split().orElse(Split.TRAIN);
      int label = classNames.indexOf(folder.name());
      List<StoredImages.Item> part = items.computeIfAbsent(split, s -> new ArrayList<>());
      for (String path : layout.paths(folder)) {
        String shown = path.substring(skip);
        Optional<String> group = rule.group(path.substring(folder.path().length() + 1), shown);
        part.add(new StoredImages.Item(path, shown, label, group));
      }
    }
    Map<Split, EncodedSource> parts = new EnumMap<>(Split.class);
    items.forEach(
        (split, part) -> {
          // Each folder's images are in path order already, and this sort keeps equals as they are.
          part.sort(Comparator.comparingInt(StoredImages.Item::label));
          parts.put(split, new StoredImages(store, classNames, part));
        });
    return new LabelledSplits(
        name, location, classNames, parts, false, layout.notes(), words(groups), store);
  }

  private static GroupRule rule(Grouping groups) {
    Map<String, Optional<String>> known = new HashMap<>(); // one object for all of a group
    if (groups instanceof Grouping.ByParent) {
      return (below, name) ->
          known.computeIfAbsent(
              FolderTree.parent(below), parent -> Optional.of(parent).filter(p -> !p.isEmpty()));
    }
    if (groups instanceof Grouping.ByPath path) {
      Pattern pattern = Pattern.compile(path.regex());
      return (below, name) ->
          found(pattern, name).flatMap(group -> known.computeIfAbsent(group, Optional::of));
    }
    return (below, name) -> Optional.empty();
  }

  /** The group that {@code pattern} finds in a path; none where it finds nothing, or no letter. */
  private static Optional<String> found(Pattern pattern, String path) {
    Matcher matcher = pattern.matcher(path);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String group = matcher.group(matcher.groupCount() > 0 ? 1 : 0);
    return Optional.ofNullable(group).filter(text -> !text.isEmpty());
  }

  private static Optional<String> words(Grouping groups) {
    if (groups instanceof Grouping.ByParent) {
      return Optional.of("the folders below the class folders");
    }
    return groups instanceof Grouping.ByPath path
        ? Optional.of("the regular expression " + path.regex())
        : Optional.empty();
  }
}
