package dev.graft.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.graft.bench.work.Inputs;
import dev.graft.bench.work.Worker;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** ONNX Runtime for Java on the same network. */
public final class OrtForward {

  private OrtForward() {}

  /**
   * MODEL.onnx BATCHES THREADS SETTING...; 0 threads are its own choice. A setting is {@code basic}
   * (fewer graph optimisations), {@code no-pattern} (no memory pattern), {@code no-arena} or {@code
   * no-spin}; graph optimisations are at their highest level otherwise.
   */
  public static void main(String[] args) throws Exception {
    int batches = Integer.parseInt(args[1]);
    List<String> settings = Arrays.asList(args).subList(3, args.length);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (SessionOptions options = options(Integer.parseInt(args[2]), settings);
        OrtSession session = environment.createSession(args[0], options);
        OnnxTensor images =
            OnnxTensor.createTensor(
                environment,
                Inputs.batch(),
                new long[] {Inputs.BATCH, 3, Inputs.SIDE, Inputs.SIDE})) {
      Worker.serve(
          Map.of(
              "version",
              environment.getVersion(),
              "features",
              Inputs.first(features(session, images))),
          batches * Inputs.BATCH,
          () -> {
            for (int i = 0; i < batches; i++) {
              features(session, images);
            }
          });
    }
  }

  private static float[] features(OrtSession session, OnnxTensor images) throws Exception {
    try (OrtSession.Result result = session.run(Map.of("images", images))) {
      FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] features = new float[buffer.remaining()];
      buffer.get(features);
      return features;
    }
  }

  private static SessionOptions options(int threads, List<String> settings) throws Exception {
    var options = new SessionOptions();
    options.setOptimizationLevel(
        settings.contains("basic")
            ? SessionOptions.OptLevel.BASIC_OPT
            : SessionOptions.OptLevel.ALL_OPT);
    if (threads > 0) {
      options.setIntraOpNumThreads(threads);
    }
    options.setMemoryPatternOptimization(!settings.contains("no-pattern"));
    options.setCPUArenaAllocator(!settings.contains("no-arena"));
    if (settings.contains("no-spin")) {
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
    }
    return options;
  }
}
