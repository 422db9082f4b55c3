package dev.graft.compare.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  /** A container may have less than the machine, whose whole memory /proc/meminfo tells. */
  @Test
  void memoryIsWhatTheProcessMayUse() throws IOException {
    long memory = Environment.current(1).memoryBytes();
    assertThat(memory).isGreaterThan(64 << 20);
    Path whole = Path.of("/proc/meminfo");
    if (Files.exists(whole)) {
      String total = Files.readAllLines(whole).get(0).replaceAll("\\D", "");
      assertThat(memory).isLessThanOrEqualTo(Long.parseLong(total) * 1024);
    }
  }
}
