package dev.graft.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** The work that {@link Probe} measures. */
final class ProbeWork {

  private static final int BATCH = 8;
  private static final int KERNEL = 3;

  /** Square feature maps: those of ResNet-18's layer1 and layer3. */
  private static final List<Maps> MAPS = List.of(new Maps(64, 56), new Maps(256, 14));

  /** Seconds for one number of threads; two rounds are made even if they take longer. */
  private static final double SECONDS = 0.5;

  /** So much slower in its first round, a precision needs no second one. */
  private static final double HOPELESS = 4;

  private record Maps(int channels, int side) {

    /** [8, C, side, side], channels-last: all ones, because speed does not depend on values. */
    Tensor images(Precision precision) {
      return ones(precision, BATCH, channels, side, side);
    }

    Tensor kernels(Precision precision) {
      return ones(precision, channels, channels, KERNEL, KERNEL);
    }

    /** Multiplications and additions of one convolution. */
    double operations() {
      return 2.0 * BATCH * side * side * channels * channels * KERNEL * KERNEL;
    }

    private static Tensor ones(Precision precision, long... shape) {
      return new Tensor(torch.ones(shape)).channelsLast().to(precision);
    }
  }

  /** Seconds of every round of one precision. */
  private record Times(Precision precision, List<Double> forward, List<Double> training) {

    double first() {
      return forward.get(0) + training.get(0);
    }

    Probe.Rate rate(int threads) {
      double operations = MAPS.stream().mapToDouble(Maps::operations).sum();
      // A convolution has two gradients, each as much work as itself.
      return new Probe.Rate(
          precision,
          threads,
          operations / median(forward) / 1e9,
          3 * operations / median(training) / 1e9);
    }

    /** Of all rounds but the first, in which libtorch prepares its kernels. */
    private static double median(List<Double> seconds) {
      double[] sorted =
          DoubleStream.concat(
                  seconds.stream().skip(1).mapToDouble(s -> s),
                  seconds.stream().limit(seconds.size() == 1 ? 1 : 0).mapToDouble(s -> s))
              .sorted()
              .toArray();
      return sorted[sorted.length / 2];
    }
  }

  /** Measures the precisions in turn, so that other work on the machine strikes all alike. */
  List<Probe.Rate> rates(int threads, List<Precision> precisions) {
    Native.setThreads(threads);
    long end = System.nanoTime() + (long) (SECONDS * 1e9);
    var all = new ArrayList<Times>();
    for (Precision precision : precisions) {
      all.add(new Times(precision, new ArrayList<>(), new ArrayList<>()));
      round(all.get(all.size() - 1));
    }
    double fastest = all.stream().mapToDouble(Times::first).min().orElseThrow();
    List<Times> hopeful = all.stream().filter(t -> t.first() <= HOPELESS * fastest).toList();
    do {
      hopeful.forEach(ProbeWork::round);
    } while (System.nanoTime() < end);
    return all.stream().map(times -> times.rate(threads)).toList();
  }

  private static void round(Times times) {
    double forward = 0;
    double training = 0;
    for (Maps maps : MAPS) {
      forward += forward(maps, times.precision());
      training += training(maps, times.precision());
    }
    times.forward().add(forward);
    times.training().add(training);
  }

  private static double forward(Maps maps, Precision precision) {
    try (var scope = Scope.withoutGradients()) {
      Tensor images = maps.images(precision);
      Tensor kernels = maps.kernels(precision);
      long began = System.nanoTime();
      convolve(images, kernels);
      return (System.nanoTime() - began) / 1e9;
    }
  }

  /** As networks train: weights lie in float32 and are rounded for each step. */
  private static double training(Maps maps, Precision precision) {
    try (var scope = Scope.open()) {
      Tensor images = maps.images(precision).asLeaf();
      Tensor kernels = maps.kernels(Precision.FLOAT32).asLeaf();
      Tensor gradient = maps.images(precision);
      long began = System.nanoTime();
      convolve(images, kernels.to(precision)).backward(gradient);
      return (System.nanoTime() - began) / 1e9;
    }
  }

  private static Tensor convolve(Tensor images, Tensor kernels) {
    long padding = KERNEL / 2;
    return new Tensor(
        torch.conv2d(
            images.handle(),
            kernels.handle(),
            new TensorOptional(),
            new long[] {1, 1},
            new long[] {padding, padding},
            new long[] {1, 1},
            1));
  }
}
