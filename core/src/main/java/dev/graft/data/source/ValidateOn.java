package dev.graft.data.source;

/** The images that an epoch's accuracy is measured on. */
public enum ValidateOn {
  /** A validation split, carved out of the training images where the data has none. */
  VALIDATION,
  /**
   * The test split, after each epoch: the training images are left whole, and whoever picks an
   * epoch or a setting by these numbers has seen the test answers.
   */
  TEST
}
