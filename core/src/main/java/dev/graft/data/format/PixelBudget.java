package dev.graft.data.format;

import java.util.concurrent.Semaphore;

/**
 * How many pixels may be decoded at once in this process, so that memory does not grow with the
 * number of threads: codecs hold a few bytes per pixel beside the result.
 */
final class PixelBudget {

  private static final int UNIT = 1 << 20; // pixels

  /** More than {@link ImageHeader#MAX_PIXELS}: any image fits when it is alone. */
  private static final int UNITS = 128;

  private final Semaphore free = new Semaphore(UNITS, /* fair= */ true); // large ones get a turn

  /**
   * Waits until there is room for that many pixels; the result is to be given back. An interrupt
   * does not end the wait, as it does not end decoding: both are short.
   */
  int take(long pixels) {
    int units = (int) Math.min(UNITS, 1 + pixels / UNIT);
    free.acquireUninterruptibly(units);
    return units;
  }

  void give(int units) {
    free.release(units);
  }
}
