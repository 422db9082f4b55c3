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

/** Graft's frozen network alone: a batch in memory to pooled features. */
public final class GraftForward {

  private GraftForward() {}

  /** WEIGHTS BATCHES PRECISION THREADS; 0 threads are one a core. */
  public static void main(String[] args) throws Exception {
    Precision precision = Precision.valueOf(args[2]);
    int threads = Integer.parseInt(args[3]);
    int batches = Integer.parseInt(args[1]);
    Compute compute =
        threads > 0 ? Compute.of(threads, precision) : Compute.standard().withPrecision(precision);
    FloatBuffer pixels = Inputs.batch();
    Architecture architecture = Architecture.named("resnet18");
    try (Backbone backbone = Backbone.read(architecture, Path.of(args[0]));
        var network =
            new FrozenNetwork(
                architecture.prefix(architecture.stages().size()), backbone.weights(), compute)) {
      Worker.serve(
          GraftFacts.of(compute),
          batches * Inputs.BATCH,
          () -> {
            for (int i = 0; i < batches; i++) {
              try (var scope = Scope.withoutGradients()) {
                Tensor images = Pixels.lent(pixels, Inputs.BATCH, 3, Inputs.SIDE, Inputs.SIDE);
                network.forward(images).floats();
              }
            }
          });
    }
  }
}
