package dev.graft.compare;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.RacedBackbone;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.tensors.Pixels;
import dev.graft.torch.tensors.Scope;
import dev.graft.train.strategy.Strategy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;

/**
 * A backbone that takes part in a comparison of backbones. Its weights are in memory only while it
 * is its turn.
 *
 * @param raced what is known of it
 * @param source reads the weights, the same each time
 */
public record Entrant(Architecture architecture, RacedBackbone raced, Source source) {

  /** Of what is timed, seconds. */
  private static final double LONG_ENOUGH = 1;

  /** A first batch, which prepares what is run, says enough where it takes longer, seconds. */
  private static final double LONG = 5;

  private static final int MOST_BATCHES = 8;

  /** Where a backbone is read; whoever asked closes it. */
  @FunctionalInterface
  public interface Source {
    Backbone open() throws IOException;
  }

  /**
   * Reads a backbone once and measures how long its stages take for an image: in about a second, or
   * in two batches that keep all threads busy, whichever is longer.
   *
   * @param label what tables call it
   * @param compute how it will be run
   * @throws IOException if the weights cannot be read
   */
  public static Entrant of(String label, Source source, Compute compute) throws IOException {
    try (Backbone backbone = source.open()) {
      Architecture architecture = backbone.architecture();
      return new Entrant(
          architecture,
          new RacedBackbone(
              label,
              Strategy.probe(architecture).name(),
              ComparisonRecord.Model.of(backbone),
              secondsPerImage(backbone, compute)),
          source);
    }
  }

  /** Its features with a head that is fitted to the end. */
  public Candidate candidate() {
    return new Candidate(raced.label(), Strategy.probe(architecture));
  }

  private static double secondsPerImage(Backbone backbone, Compute compute) {
    Architecture architecture = backbone.architecture();
    int batch = compute.together();
    int side = backbone.preprocessing().inputSize();
    FloatBuffer noise = noise(batch, side);
    try (var read = backbone.use();
        var network =
            new FrozenNetwork(
                architecture.prefix(architecture.stages().size()), backbone.weights(), compute)) {
      double sum = seconds(network, noise, batch, side, compute);
      if (sum > LONG) {
        return sum / batch;
      }
      sum = 0;
      int batches = 0;
      while (sum < LONG_ENOUGH && batches < MOST_BATCHES) {
        sum += seconds(network, noise, batch, side, compute);
        batches++;
      }
      return sum / (batches * batch);
    }
  }

  private static double seconds(
      FrozenNetwork network, FloatBuffer pixels, int batch, int side, Compute compute) {
    long start = System.nanoTime();
    try (var entered = compute.enter();
        var scope = Scope.withoutGradients()) {
      network.forwardAlike(Pixels.lent(pixels, batch, 3, side, side));
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /** Images of noise, as preprocessing scales them. */
  private static FloatBuffer noise(int images, int side) {
    FloatBuffer pixels =
        ByteBuffer.allocateDirect(Float.BYTES * images * side * side * 3)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    var random = new Random(1);
    for (int i = 0; i < pixels.capacity(); i++) {
      pixels.put(i, (float) random.nextGaussian());
    }
    return pixels;
  }
}
