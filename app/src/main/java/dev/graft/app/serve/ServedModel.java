package dev.graft.app.serve;

import dev.graft.train.Classifier;
import dev.graft.train.Neighbours;
import java.util.Objects;
import java.util.Optional;

/**
 * A classifier and the name that clients use for it.
 *
 * @param name up to 100 characters, none of them a control character
 * @param neighbours of the images that the server shows, as this classifier sees them
 */
public record ServedModel(String name, Classifier classifier, Optional<Neighbours> neighbours) {

  public ServedModel {
    Objects.requireNonNull(classifier, "classifier");
    Objects.requireNonNull(neighbours, "neighbours");
    if (name.isBlank() || name.length() > 100 || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a model's name has 1 to 100 printable characters, got \"%s\"".formatted(name));
    }
  }

  /** One that knows no other images. */
  public ServedModel(String name, Classifier classifier) {
    this(name, classifier, Optional.empty());
  }

  /** The same that finds neighbours. */
  public ServedModel withNeighbours(Neighbours found) {
    return new ServedModel(name, classifier, Optional.of(found));
  }

  /** Closes the classifier and what was computed with it. */
  public void close() {
    neighbours.ifPresent(Neighbours::close);
    classifier.close();
  }
}
