package dev.graft.backbone.graph;

import java.util.List;
import java.util.Optional;

/** What becomes of a value so that an image has one vector, by its shape for square images. */
enum Pooled {
  /** [N, D] stays. */
  VECTOR,
  /** Maps [N, C, H, W] are averaged over their places. */
  PLACES,
  /** Maps [N, H, W, C] are. */
  PLACES_LAST,
  /** Of tokens [N, T, D] that are one more than a square has places, the first: the class token. */
  FIRST_TOKEN,
  /** Other tokens [N, T, D] are averaged. */
  TOKENS,
  /** No features. */
  NOT;

  static Pooled of(List<Long> shape) {
    for (long length : shape) {
      if (length < 1) {
        return NOT;
      }
    }
    return switch (shape.size()) {
      case 2 -> VECTOR;
      case 3 -> !isSquare(shape.get(1)) && isSquare(shape.get(1) - 1) ? FIRST_TOKEN : TOKENS;
      case 4 ->
          shape.get(1).equals(shape.get(2)) && !shape.get(2).equals(shape.get(3))
              ? PLACES_LAST
              : PLACES;
      default -> NOT;
    };
  }

  private static boolean isSquare(long number) {
    long root = Math.round(Math.sqrt((double) number));
    return root * root == number;
  }

  long width(List<Long> shape) {
    return this == PLACES ? shape.get(1) : shape.get(shape.size() - 1);
  }

  /** What a user is told of it. */
  Optional<String> note(String value, List<Long> shape) {
    String is = value + " is " + GraphMaker.shown(shape);
    return switch (this) {
      case PLACES, PLACES_LAST ->
          shape.get(2) == 1 && shape.get(this == PLACES ? 3 : 1) == 1
              ? Optional.empty()
              : Optional.of(is + ": features are its mean over all places");
      case FIRST_TOKEN ->
          Optional.of("%s: features are the first of %d tokens".formatted(is, shape.get(1)));
      case TOKENS ->
          Optional.of("%s: features are the mean of %d tokens".formatted(is, shape.get(1)));
      default -> Optional.empty();
    };
  }
}
