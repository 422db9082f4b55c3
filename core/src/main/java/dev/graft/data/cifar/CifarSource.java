package dev.graft.data.cifar;

import dev.graft.data.labelled.EncodedSource;
import dev.graft.data.labelled.LabelledSplits;
import dev.graft.data.source.DataException;
import dev.graft.data.source.Split;
import dev.graft.data.store.FileStore;
import dev.graft.data.store.FolderTree;
import dev.graft.data.store.Reasons;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads CIFAR-10 and CIFAR-100 in the binary and the Python form, wherever in a folder or archive
 * their files lie (Krizhevsky, "Learning multiple layers of features from tiny images", 2009).
 */
public final class CifarSource {

  private static final String BINARY = ".bin";

  /** A folder that holds one set in one form. */
  private record Found(CifarKind kind, boolean binary, String folder) {
    String path(String file) {
      return (folder.isEmpty() ? "" : folder + "/") + file;
    }

    String batch(String name) {
      return path(binary ? name + BINARY : name);
    }
  }

  private final FileStore store;
  private final Set<String> files;
  private final String location;
  private final Found found;

  private CifarSource(FileStore store, Set<String> files, String location, Found found) {
    this.store = store;
    this.files = files;
    this.location = location;
    this.found = found;
  }

  /** The set that lies below {@code inner}, all in memory, or nothing if there is none. */
  public static Optional<LabelledSplits> read(
      FileStore store, String name, String location, String inner) throws DataException {
    Set<String> files = new HashSet<>(store.files());
    List<Found> found = find(files, inner);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (found.size() > 1) {
      throw new DataException(
          location,
          "holds CIFAR several times: "
              + String.join(", ", found.stream().map(f -> f.batch(f.kind().testBatch())).toList()),
          "give one of these folders");
    }
    CifarSource source = new CifarSource(store, files, location, found.get(0));
    return Optional.of(source.read(name));
  }

  /** A folder counts when the first training file lies beside the test file. */
  private static List<Found> find(Set<String> files, String inner) {
    List<Found> found = new ArrayList<>();
    for (String file : new TreeSet<>(files)) {
      String folder = FolderTree.parent(file);
      if (!inner.isEmpty() && !folder.equals(inner) && !folder.startsWith(inner + "/")) {
        continue;
      }
      for (CifarKind kind : CifarKind.ALL) {
        for (boolean binary : new boolean[] {true, false}) {
          Found here = new Found(kind, binary, folder);
          // Python's CIFAR-100 files are called "train" and "test", as anything may be.
          boolean sure =
              binary || kind.trainBatches().size() > 1 || files.contains(here.path(kind.meta()));
          if (sure
              && file.equals(here.batch(kind.trainBatches().get(0)))
              && files.contains(here.batch(kind.testBatch()))) {
            found.add(here);
          }
        }
      }
    }
    return found;
  }

  private LabelledSplits read(String name) throws DataException {
    CifarKind kind = found.kind();
    List<String> classNames = classNames();
    List<CifarBatch> train = new ArrayList<>();
    for (String batch : kind.trainBatches()) {
      train.add(batch(batch, classNames.size()));
    }
    List<CifarBatch> test = List.of(batch(kind.testBatch(), classNames.size()));
    Map<Split, EncodedSource> parts = new EnumMap<>(Split.class);
    parts.put(Split.TRAIN, new CifarImages(classNames, train));
    parts.put(Split.TEST, new CifarImages(classNames, test));
    return new LabelledSplits(
        name, location, classNames, parts, true, List.of(), Optional.empty(), store);
  }

  private List<String> classNames() throws DataException {
    CifarKind kind = found.kind();
    String path = found.path(found.binary() ? kind.namesFile() : kind.meta());
    if (!files.contains(path)) {
      return kind.classNames();
    }
    try {
      byte[] file = store.read(path);
      return found.binary()
          ? new String(file, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList()
          : CifarBatch.pythonNames(kind, file);
    } catch (IOException e) {
      throw broken(path, e);
    }
  }

  private CifarBatch batch(String name, int classes) throws DataException {
    String path = found.batch(name);
    if (!files.contains(path)) {
      throw new DataException(
          location, "the file " + path + " is missing", "bring the whole set of files");
    }
    try {
      byte[] file = store.read(path);
      CifarBatch batch =
          found.binary()
              ? CifarBatch.binary(found.kind(), name, file)
              : CifarBatch.python(found.kind(), name, file);
      for (int i = 0; i < batch.size(); i++) {
        if (batch.label(i) < 0 || batch.label(i) >= classes) {
          throw new IOException(
              "image %d has the label %d of %d classes".formatted(i, batch.label(i), classes));
        }
      }
      return batch;
    } catch (IOException e) {
      throw broken(path, e);
    }
  }

  private DataException broken(String path, IOException e) {
    return new DataException(
        location, path + " cannot be read: " + Reasons.of(e), "fetch or copy it again", e);
  }
}
