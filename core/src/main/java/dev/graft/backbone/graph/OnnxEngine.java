package dev.graft.backbone.graph;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import dev.graft.torch.layers.GivenGraph;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Runs a {@link FrozenGraph} with ONNX Runtime on the processor. A call computes on the thread that
 * makes it: threads that share out a batch each call with images of their own.
 */
enum OnnxEngine implements GivenGraph.Engine {
  PROCESSOR;

  @Override
  public GivenGraph.Running open(byte[] graph) {
    try {
      OrtSession session = session(graph);
      var images = (TensorInfo) session.getInputInfo().get(FrozenGraph.IMAGES).getInfo();
      return new Session(session, (int) Math.max(0, images.getShape()[0]));
    } catch (OrtException e) {
      throw new IllegalArgumentException("ONNX Runtime does not take the graph: " + reason(e), e);
    }
  }

  /** A session of one thread that says nothing; to be closed. */
  static OrtSession session(byte[] model) throws OrtException {
    var environment = OnnxRuntime.environment();
    try (var options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      return environment.createSession(model, options);
    }
  }

  /** The first line of what ONNX Runtime says. */
  static String reason(OrtException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given").strip();
  }

  /** Part of what remembered features are kept under. */
  @Override
  public String toString() {
    return "ONNX Runtime " + OnnxRuntime.environment().getVersion();
  }

  private static final class Session implements GivenGraph.Running {

    private final OrtSession session;
    private final int batch;

    /** Memory that images were given in: what is outside the heap, Java is slow to give back. */
    private final Queue<FloatBuffer> idle = new ConcurrentLinkedQueue<>();

    Session(OrtSession session, int batch) {
      this.session = session;
      this.batch = batch;
    }

    @Override
    public float[] run(float[] images, int count, int side) {
      if (batch == 0) {
        return features(images, count, side);
      }
      int each = 3 * side * side;
      float[] all = new float[0];
      for (int from = 0; from < count; from += batch) {
        int some = Math.min(batch, count - from);
        float[] part = Arrays.copyOfRange(images, from * each, (from + some) * each);
        float[] rows = features(Arrays.copyOf(part, batch * each), batch, side);
        int width = rows.length / batch;
        all = from == 0 ? new float[count * width] : all;
        System.arraycopy(rows, 0, all, from * width, some * width);
      }
      return all;
    }

    private float[] features(float[] images, int count, int side) {
      long[] shape = {count, 3, side, side};
      FloatBuffer lent = lent(images.length);
      FloatBuffer pixels = lent.duplicate().put(images).flip();
      try (OnnxTensor input = OnnxTensor.createTensor(OnnxRuntime.environment(), pixels, shape);
          OrtSession.Result result = session.run(Map.of(FrozenGraph.IMAGES, input))) {
        FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] features = new float[values.remaining()];
        values.get(features);
        return features;
      } catch (OrtException e) {
        throw new IllegalArgumentException(
            "ONNX Runtime cannot run the graph on %d images of %d pixels a side: %s"
                .formatted(count, side, reason(e)),
            e);
      } finally {
        idle.add(lent);
      }
    }

    private FloatBuffer lent(int floats) {
      FloatBuffer free = idle.poll();
      return free != null && free.capacity() >= floats
          ? free
          : ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
    }

    @Override
    public void close() {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime does not give its memory back", e);
      }
    }
  }
}
