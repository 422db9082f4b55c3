package dev.graft.torch.compute;

import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.Precision;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** The work that {@link MachineSpeed} measures. */
final class MachineSpeedWork {

  private static final int BATCH = 8;
  private static final int KERNEL = 3;

  /** Square feature maps: those of ResNet-18's layer1 and layer3. */
  private static final List<Maps> MAPS = List.of(new Maps(64, 56), new Maps(256, 14));

  /** Seconds for all; a few rounds are made even if they take longer. */
  private static final double SECONDS = 1;

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

  /** Seconds of every round of one setting. */
  private record Times(
      Precision precision, int threads, List<Double> forward, List<Double> training) {

    static Times of(Precision precision, int threads) {
      return new Times(precision, threads, new ArrayList<>(), new ArrayList<>());
    }

    /** Seconds of the last round. */
    double last() {
      return forward.get(forward.size() - 1) + training.get(training.size() - 1);
    }

    void round() {
      try (var entered = Compute.of(threads, precision).enter()) {
        forward.add(
            MAPS.stream().mapToDouble(maps -> MachineSpeedWork.forward(maps, precision)).sum());
        training.add(
            MAPS.stream().mapToDouble(maps -> MachineSpeedWork.training(maps, precision)).sum());
      }
    }

    MeasuredSpeed.Rate rate() {
      double operations = MAPS.stream().mapToDouble(Maps::operations).sum();
      // A convolution has two gradients, each as much work as itself.
      return new MeasuredSpeed.Rate(
          precision,
          threads,
          operations / least(forward) / 1e9,
          3 * operations / least(training) / 1e9);
    }

    /**
     * Of all rounds but the first, in which libtorch prepares its kernels: what other work does can
     * only make one slower.
     */
    private static double least(List<Double> seconds) {
      return seconds.stream()
          .skip(Math.min(1, seconds.size() - 1))
          .mapToDouble(s -> s)
          .min()
          .orElseThrow();
    }
  }

  /**
   * Rates of every precision there is with the first number of threads, then of those with hope
   * with the others: beside other work several threads wait for each other, and say little of a
   * precision. All are measured in turn: how fast a machine is may change from one second to the
   * next, and must change for all alike.
   */
  static List<MeasuredSpeed.Rate> rates(List<Integer> threads) {
    long end = System.nanoTime() + (long) (SECONDS * 1e9);
    List<Times> first =
        Stream.of(Precision.values())
            .filter(precision -> ProcessorSupport.lacks(precision).isEmpty())
            .map(precision -> Times.of(precision, threads.get(0)))
            .toList();
    first.forEach(Times::round); // libtorch prepares its kernels
    double fastest = first.stream().mapToDouble(Times::last).min().orElseThrow();
    var measured = new ArrayList<>(first);
    measured.removeIf(times -> times.last() > HOPELESS * fastest);
    List<Precision> hopeful = measured.stream().map(Times::precision).toList();
    for (int other : threads.subList(1, threads.size())) {
      hopeful.forEach(precision -> measured.add(Times.of(precision, other)));
    }
    measured.subList(hopeful.size(), measured.size()).forEach(Times::round);
    do {
      measured.forEach(Times::round);
    } while (System.nanoTime() < end);
    return Stream.concat(first.stream(), measured.stream()).distinct().map(Times::rate).toList();
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
