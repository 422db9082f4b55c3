package dev.graft.data.source;

/** The part a set of images plays. */
public enum Split {
  TRAIN("train"),
  VALIDATION("validation"),
  TEST("test");

  private final String word;

  Split(String word) {
    this.word = word;
  }

  /** The name in messages and reports: {@code train}, {@code validation} or {@code test}. */
  public String word() {
    return word;
  }
}
