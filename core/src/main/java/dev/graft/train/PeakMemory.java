package dev.graft.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process's largest resident memory, from Linux's {@code /proc}; unknown elsewhere. */
final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private PeakMemory() {}

  /** Starts a new peak from now, where the system allows it; otherwise the old one goes on. */
  static void reset() {
    try {
      Files.writeString(CLEAR, "5");
    } catch (IOException e) {
      // Without the permission the figure is the peak since the process began: never too small.
    }
  }

  /** Bytes at the peak, or 0 where that is unknown. */
  static long bytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }
}
