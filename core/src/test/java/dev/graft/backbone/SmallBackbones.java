package dev.graft.backbone;

import java.util.Comparator;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** One network of each family that there is, for tests that compute with it. */
public final class SmallBackbones {

  private static final int LEAST_SIDE = 64;

  private SmallBackbones() {}

  /** That of the fewest parameters. */
  public static Stream<Architecture> ofEachFamily() {
    return ServiceLoader.load(Family.class).stream()
        .map(ServiceLoader.Provider::get)
        .map(
            family ->
                family.architectures().stream()
                    .min(Comparator.comparing(a -> a.parameters(1000)))
                    .orElseThrow());
  }

  /** The smallest side of images in pixels that it takes, 64 or more. */
  public static int side(Architecture architecture) {
    InputSizes sizes = architecture.inputSizes();
    int least = Math.max(LEAST_SIDE, sizes.smallest());
    return (least + sizes.multiple() - 1) / sizes.multiple() * sizes.multiple();
  }
}
