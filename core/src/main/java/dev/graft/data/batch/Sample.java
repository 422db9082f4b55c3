package dev.graft.data.batch;

import dev.graft.data.loading.View;
import java.util.Objects;

/** One image of a source, by its index, as one view of it. */
public record Sample(int index, View view) {

  public Sample {
    Objects.requireNonNull(view, "view");
    if (index < 0) {
      throw new IllegalArgumentException("an index is not negative, got " + index);
    }
  }
}
