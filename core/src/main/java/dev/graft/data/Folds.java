package dev.graft.data;

import dev.graft.data.labelled.Subset;
import dev.graft.data.source.ImageSource;
import dev.graft.data.source.Split;
import dev.graft.files.Digest;
import java.util.List;

/**
 * Cross-validation: the same images split several times, so that each is tested once.
 *
 * @param seed what the images were dealt by
 * @param parts the folds; each is a data set whose {@link Dataset#test} no other one tests, and
 *     which need not be closed
 * @param whole the same images without a test split: what a classifier is trained on in the end
 * @param fewestGroups that a class has; with more folds than these, not every fold tests it. Where
 *     nothing names groups, the number of folds
 * @param notes how the folds came about, in plain sentences without a full stop; each part's notes
 *     begin with them
 */
public record Folds(
    long seed, List<Dataset> parts, Dataset whole, int fewestGroups, List<String> notes) {

  /** Copies the lists. */
  public Folds {
    parts = List.copyOf(parts);
    notes = List.copyOf(notes);
  }

  /** Number of folds. */
  public int size() {
    return parts.size();
  }

  /** Number of images that are tested, each once. */
  public int tested() {
    return parts.stream().mapToInt(part -> part.test().orElseThrow().size()).sum();
  }

  /** All images that are tested, fold after fold. */
  public ImageSource test() {
    return Subset.joined(parts.stream().map(part -> part.parts().get(Split.TEST)).toList());
  }

  /** SHA-256 over the fingerprints of the folds, as 64 hex digits. */
  public String fingerprint() {
    Digest digest = Digest.sha256();
    parts.forEach(part -> digest.add(part.fingerprint()));
    return digest.hex();
  }
}
