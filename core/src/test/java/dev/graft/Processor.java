package dev.graft;

/** Makes this process's processor one that computes in float32 alone, until it is closed. */
public final class Processor implements AutoCloseable {

  private static final String PROPERTY = "graft.processor";

  private final String before = System.getProperty(PROPERTY);

  private Processor(String answer) {
    System.setProperty(PROPERTY, answer);
  }

  /** One that has no instructions for bfloat16. */
  public static Processor baseline() {
    return new Processor("baseline");
  }

  /** Whatever {@code graft.processor} is set to. */
  public static Processor of(String answer) {
    return new Processor(answer);
  }

  @Override
  public void close() {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }
}
