package dev.graft.app.cli;

/** Makes this process's processor, and its children's, one that computes in float32 alone. */
public final class Processor implements AutoCloseable {

  private static final String PROPERTY = "graft.processor";

  private final String before = System.getProperty(PROPERTY, "own");

  private Processor() {
    System.setProperty(PROPERTY, "baseline");
  }

  /** One that has no instructions for bfloat16, until it is closed. */
  static Processor baseline() {
    return new Processor();
  }

  /** For a child's command line: the processor that this process has. */
  public static String ofChild() {
    return "-D%s=%s".formatted(PROPERTY, System.getProperty(PROPERTY, "own"));
  }

  @Override
  public void close() {
    System.setProperty(PROPERTY, before);
  }
}
