package dev.graft.compare.record;

import com.sun.management.OperatingSystemMXBean;
import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.tensors.Native;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The machine and the software a comparison ran on.
 *
 * @param processor its model name, as far as the system tells
 * @param threads that the network computed with
 * @param memoryBytes of the machine, or of the container where that has less; 0 where unknown
 * @param probe what was measured to choose the precision, if it was
 */
public record Environment(
    String graft,
    String libtorch,
    String java,
    String system,
    String processor,
    int cores,
    int threads,
    long memoryBytes,
    Optional<MeasuredSpeed> probe) {

  /** Graft's version, or "development" where it does not run from its jar. */
  public static String version() {
    String version = Environment.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** This machine, now, with a network of so many threads. */
  public static Environment current(int threads) {
    return new Environment(
        version(),
        Native.libtorch(),
        System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")",
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        value(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        threads,
        memory(),
        Optional.empty());
  }

  /** The same with what was measured. */
  public Environment withProbe(Optional<MeasuredSpeed> measured) {
    return new Environment(
        graft, libtorch, java, system, processor, cores, threads, memoryBytes, measured);
  }

  /** Java looks at the limits of a container, and on other systems than Linux too. */
  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  /** The first value of that key in a file of {@code key: value} lines. */
  private static String value(Path file, String key, String fallback) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(fallback);
    } catch (IOException e) {
      return fallback;
    }
  }
}
