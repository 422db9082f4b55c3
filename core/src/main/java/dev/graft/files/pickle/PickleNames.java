package dev.graft.files.pickle;

import java.util.Optional;

/** What a pickle may name. Every other name gives an {@link UnknownClass}. */
@FunctionalInterface
public interface PickleNames {

  /** What stands for the class or function {@code name}, its module before it; empty: unknown. */
  Optional<? extends Builder> named(String name);

  /**
   * What a persistent id stands for, such as a storage that lies beside the pickle; as {@link
   * Builder#build}.
   */
  default Object stored(Object id) {
    throw new IllegalArgumentException("it refers to something beside it");
  }

  /**
   * Stands for a class or function. What it needs of its arguments goes through {@link
   * UnknownClass#requireKnown}; it throws any runtime exception if they are none of its own.
   */
  @FunctionalInterface
  interface Builder {
    /** What calling it gives. */
    Object build(Object[] arguments);
  }

  /** A value that gets a state after it was built. */
  @FunctionalInterface
  interface Stateful {
    /** Takes it; what needs an unknown class has to remember that. */
    void state(Object state);
  }
}
