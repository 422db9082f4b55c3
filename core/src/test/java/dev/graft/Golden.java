package dev.graft;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.torch.layers.Entry;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;

/**
 * Reference numbers and the formulas behind them; the folder's README defines both. The folder is
 * the system property {@code graft.golden}, seen from the repository's root. Where the usual one is
 * absent, tests are skipped; where one that was asked for is, they fail.
 */
public final class Golden {

  private Golden() {}

  /** The folder of reference numbers, or the test is skipped. */
  public static Path folder() {
    String usual = System.getProperty("graft.golden.default", "core/src/test/golden");
    return folder(
        Path.of(System.getProperty("graft.root", "..")),
        System.getProperty("graft.golden", usual),
        usual);
  }

  /** A folder other than the usual one was asked for, so it has to be there. */
  static Path folder(Path root, String given, String usual) {
    Path folder = root.resolve(given).normalize();
    if (!given.equals(usual) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "-Dgraft.golden=%s is no folder: %s".formatted(given, folder));
    }
    assumeTrue(Files.isDirectory(folder), "no reference numbers at " + folder);
    return folder;
  }

  /** A JSON file of the folder, or the test is skipped. */
  public static JsonNode json(String name) {
    Path file = folder().resolve(name);
    assumeTrue(Files.exists(file), "no " + file);
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new IllegalStateException(file.toString(), e);
    }
  }

  /** The elements of a JSON array. */
  public static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** A JSON array of numbers. */
  public static double[] numbers(JsonNode array) {
    return list(array).stream().mapToDouble(JsonNode::asDouble).toArray();
  }

  /** Steele, Lea and Flood's SplitMix64 output for state {@code x}. */
  public static long splitMix64(long x) {
    long z = x + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A number in [0, 1) with 24 bits. */
  public static double uniform(long state) {
    return (splitMix64(state) >>> 40) / 16777216.0;
  }

  /** The formula values of a state dict entry, float32. */
  public static float[] weights(Entry entry, double gain) {
    int n = Math.toIntExact(entry.elements());
    float[] values = new float[n];
    if (entry.role() == Entry.Role.COUNTER) {
      return values;
    }
    long base = crc32(entry.name().getBytes(StandardCharsets.UTF_8)) << 32;
    boolean weight = entry.name().endsWith("weight");
    boolean positive =
        entry.name().endsWith(".running_var") || (weight && entry.shape().size() == 1);
    double bound = weight ? Math.sqrt(3.0 / (n / entry.shape().get(0))) : 0;
    for (int i = 0; i < n; i++) {
      double u = uniform(base + i);
      double value = positive ? 0.5 + u : weight ? ((u - 0.5) * 2) * bound * gain : (u - 0.5) * 0.2;
      values[i] = (float) value;
    }
    return values;
  }

  /** Formula weights for the entries. */
  public static Weights weights(Collection<Entry> entries) {
    return weights(entries, 1.0);
  }

  /** Formula weights with convolutions and linear layers scaled by {@code gain}. */
  public static Weights weights(Collection<Entry> entries, double gain) {
    var weights = new Weights();
    try (var scope = Scope.open()) {
      for (Entry entry : entries) {
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        weights.put(
            entry.name(),
            entry.role() == Entry.Role.COUNTER
                ? Tensor.ofCount(0)
                : Tensor.of(weights(entry, gain), shape));
      }
    }
    return weights;
  }

  /** The formula input of that shape. */
  public static Tensor input(long offset, long... shape) {
    int n = 1;
    for (long size : shape) {
      n *= (int) size;
    }
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (uniform(offset + i) * 2 - 1);
    }
    return Tensor.of(values, shape);
  }

  /** CRC-32 as an unsigned number. */
  public static long crc32(byte[] bytes) {
    var crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
