package dev.graft.data.labelled;

import dev.graft.data.source.Split;
import java.io.Closeable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Labelled images as a location holds them, before missing splits are carved and limits taken.
 *
 * <p>Where the data knows no splits, all images stand under {@link Split#TRAIN}. {@code ordered}
 * means that the order is the data's own, so that a limit takes the first images. {@code groupedBy}
 * says in words what names the images' groups, if anything does. {@code owner} is closed with the
 * data set.
 */
public record LabelledSplits(
    String name,
    String location,
    List<String> classNames,
    Map<Split, EncodedSource> parts,
    boolean ordered,
    List<String> notes,
    Optional<String> groupedBy,
    Closeable owner) {

  /** The same, whose files another data set closes. */
  public LabelledSplits shared() {
    return new LabelledSplits(
        name, location, classNames, parts, ordered, notes, groupedBy, () -> {});
  }

  /** Whether a validation or test split is the data's own. */
  public boolean bringsSplits() {
    return parts.size() > 1;
  }
}
