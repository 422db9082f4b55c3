package dev.graft.files.pickle;

/**
 * A Python class or function that a pickle names and Graft does not know; also whatever would be
 * made by it or of it. It is nothing but a name: nothing is called, its items and state are passed
 * over.
 *
 * @param name with its module before it; visible ASCII
 */
public record UnknownClass(String name) {

  /** Leaves nothing in the name that a terminal might act on. */
  public UnknownClass {
    name = name.replaceAll("[^\\p{Graph}]", "?");
  }

  /**
   * {@code value} itself.
   *
   * @throws Needed if it is an unknown class or depends on one
   */
  public static Object requireKnown(Object value) {
    if (value instanceof UnknownClass unknown) {
      throw new Needed(unknown);
    }
    return value;
  }

  /** Thrown where a value cannot be built without an unknown class, which then stands for it. */
  public static final class Needed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient UnknownClass unknown;

    private Needed(UnknownClass unknown) {
      super("it needs " + unknown.name(), null, false, false);
      this.unknown = unknown;
    }

    /** The one that is needed. */
    public UnknownClass unknown() {
      return unknown;
    }
  }
}
