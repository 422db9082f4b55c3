package dev.graft.bench.work;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.FrozenNetwork;
import dev.graft.torch.tensors.Pixels;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** Graft's frozen network alone: a batch in memory to pooled features. */
public final class GraftForward {

  private GraftForward() {}

  /** NETWORK WEIGHTS BATCHES PRECISION THREADS; 0 threads are one a core. */
  public static void main(String[] args) throws Exception {
    Precision precision = Precision.valueOf(args[3]);
    int threads = Integer.parseInt(args[4]);
    int batches = Integer.parseInt(args[2]);
    Compute compute =
        threads > 0 ? Compute.of(threads, precision) : Compute.standard().withPrecision(precision);
    FloatBuffer pixels = Inputs.channelsLast();
    Architecture architecture = Architecture.named(args[0]);
    try (Backbone backbone = Backbone.read(architecture, Path.of(args[1]));
        var network =
            new FrozenNetwork(
                architecture.prefix(architecture.stages().size()), backbone.weights(), compute)) {
      Map<String, Object> facts = GraftFacts.of(compute);
      facts.put("features", Inputs.first(features(network, pixels)));
      Worker.serve(
          facts,
          batches * Inputs.BATCH,
          () -> {
            for (int i = 0; i < batches; i++) {
              features(network, pixels);
            }
          });
    }
  }

  private static float[] features(FrozenNetwork network, FloatBuffer pixels) {
    try (var scope = Scope.withoutGradients()) {
      Tensor images = Pixels.lent(pixels, Inputs.BATCH, 3, Inputs.SIDE, Inputs.SIDE);
      return network.forward(images).floats();
    }
  }
}
