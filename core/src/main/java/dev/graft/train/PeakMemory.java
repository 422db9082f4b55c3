package dev.graft.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process's largest resident memory, from Linux's {@code /proc}; unknown elsewhere. */
final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");

  private PeakMemory() {}

  /** Bytes at the peak, or 0 where that is unknown. */
  public static long bytes() {
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
