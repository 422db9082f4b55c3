package dev.graft.data;

/** What is done about training images that show, pixel by pixel, what a held-out image shows. */
public enum CrossDuplicates {
  /** They stay, and a warning says what that does to the figures. */
  REPORT,
  /** They are left out of training; validation and test images stay as they are. */
  MOVE
}
