package dev.graft.app.serve;

import dev.graft.train.Classifier;
import java.util.Objects;

/**
 * A classifier and the name that clients use for it.
 *
 * @param name up to 100 characters, none of them a control character
 */
public record ServedModel(String name, Classifier classifier) {

  public ServedModel {
    Objects.requireNonNull(classifier, "classifier");
    if (name.isBlank() || name.length() > 100 || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a model's name has 1 to 100 printable characters, got \"%s\"".formatted(name));
    }
  }
}
