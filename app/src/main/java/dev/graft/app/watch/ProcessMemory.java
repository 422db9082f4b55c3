package dev.graft.app.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Resident memory of this process, from Linux's {@code /proc}.
 *
 * @param now bytes at this moment, and {@code peak} at the most so far; 0 where unknown
 */
record ProcessMemory(long now, long peak) {

  private static final Path STATUS = Path.of("/proc/self/status");

  static ProcessMemory read() {
    long now = 0;
    long peak = 0;
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          now = bytes(line);
        } else if (line.startsWith("VmHWM:")) {
          peak = bytes(line);
        }
      }
    } catch (IOException e) {
      return new ProcessMemory(0, 0);
    }
    return new ProcessMemory(now, peak);
  }

  private static long bytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }
}
