package dev.graft.torch.tensors;

import dev.graft.torch.Precision;
import dev.graft.torch.UnavailablePrecisionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;

/**
 * What this processor can compute, as libtorch itself answers when it is asked to: small
 * computations of each kind that Graft uses, once a process.
 *
 * <p>The system property {@code graft.processor} is for tests: {@code baseline} makes the answer
 * what it is on a processor that has nothing beyond float32, {@code own} leaves it. It is read
 * again each time.
 */
public final class ProcessorSupport {

  static final String PROPERTY = "graft.processor";
  static final String OWN = "own";
  static final String BASELINE = "baseline";

  private static final int IMAGES = 2;
  private static final int CHANNELS = 16;
  private static final int SIDE = 8;
  private static final int KERNEL = 3;

  /** Where Linux lists the caches of a processor that tells their sizes. */
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

  private static final boolean HIDES_CACHES =
      Files.isDirectory(CACHES.getParent()) && !Files.isDirectory(CACHES);

  private ProcessorSupport() {}

  /** Whether the processor does not tell the sizes of its caches, as in some virtual machines. */
  static boolean hidesCaches() {
    return HIDES_CACHES;
  }

  /** The answer for bfloat16; asked when first wanted. */
  private static final class Answer {
    static final Optional<String> BFLOAT16 = ask();
  }

  /**
   * Why this processor cannot compute in {@code precision}, in words; empty where it can. It asks
   * libtorch, which is loaded for that, once a process.
   */
  public static Optional<String> lacks(Precision precision) {
    return precision == Precision.FLOAT32 ? Optional.empty() : lacksBfloat16();
  }

  /**
   * Refuses a precision that this processor cannot compute in.
   *
   * @throws UnavailablePrecisionException if {@link #lacks} says why
   */
  public static void require(Precision precision) {
    lacks(precision)
        .ifPresent(
            reason -> {
              throw new UnavailablePrecisionException(precision, reason);
            });
  }

  /** Why it cannot compute in bfloat16, in words; empty where it can. */
  static Optional<String> lacksBfloat16() {
    String processor = System.getProperty(PROPERTY, OWN);
    return switch (processor) {
      case OWN -> Answer.BFLOAT16.map(ProcessorSupport::reason);
      case BASELINE -> Optional.of(reason("%s is %s".formatted(PROPERTY, BASELINE)));
      default ->
          throw new IllegalArgumentException(
              "%s must be %s or %s, got \"%s\"".formatted(PROPERTY, OWN, BASELINE, processor));
    };
  }

  private static String reason(String answer) {
    return "this processor has no instructions for bfloat16 (%s)".formatted(answer);
  }

  /** The first line of what libtorch says against it; empty where it computes. */
  static Optional<String> ask() {
    try {
      frozen();
      learning();
      return Optional.empty();
    } catch (RuntimeException e) { // of whatever kind: libtorch has one for all
      return Optional.of("libtorch: " + firstLine(e));
    }
  }

  /** Where the exception was raised follows over many lines. */
  private static String firstLine(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return message.strip().lines().findFirst().orElse(message);
  }

  /** As a frozen network computes, plain and depthwise. */
  private static void frozen() {
    for (int groups : new int[] {1, CHANNELS}) {
      try (var scope = Scope.withoutGradients()) {
        Tensor weight = kernels(groups).to(Precision.BFLOAT16);
        Tensor bias = ones(CHANNELS);
        convolution(groups).of(images(IMAGES), weight, bias).floats();
      }
    }
  }

  /** As networks learn: a convolution, and one that is a product of matrices, with gradients. */
  private static void learning() {
    for (int images : new int[] {IMAGES, 1}) { // one has few places: see MatrixConvolution.pays
      try (var scope = Scope.open()) {
        Tensor input = images(images).asLeaf();
        Tensor weight = kernels(1).asLeaf();
        Convolution convolution = convolution(1);
        Tensor bias = ones(CHANNELS).asLeaf();
        Tensor rounded = weight.to(Precision.BFLOAT16);
        Tensor output = convolution.of(input, rounded, bias);
        new Tensor(output.handle().to(torch.ScalarType.Float).sum()).backward();
        weight.gradient();
      }
    }
  }

  private static Convolution convolution(int groups) {
    return new Convolution(KERNEL, 2, KERNEL / 2, groups);
  }

  private static Tensor images(int count) {
    return ones(count, CHANNELS, SIDE, SIDE).channelsLast().to(Precision.BFLOAT16);
  }

  private static Tensor kernels(int groups) {
    return ones(CHANNELS, CHANNELS / groups, KERNEL, KERNEL).channelsLast();
  }

  private static Tensor ones(long... shape) {
    return new Tensor(torch.ones(shape));
  }
}
