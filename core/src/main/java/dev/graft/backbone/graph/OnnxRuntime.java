package dev.graft.backbone.graph;

import ai.onnxruntime.OrtEnvironment;
import java.util.concurrent.atomic.AtomicReference;

/** The one environment of ONNX Runtime in this process. */
public final class OnnxRuntime {

  /**
   * ONNX Runtime 1.29 matches the process's command line with a regular expression that takes about
   * 250 bytes of stack for each character: a class path of 5,000 ends a JVM whose threads have the
   * usual megabyte, without a word. This is room for the 128 kB that Linux allows an argument.
   */
  private static final long STACK_BYTES = 256L << 20;

  private static OrtEnvironment running; // null until started

  private OnnxRuntime() {}

  /** It, started when first wanted. */
  public static synchronized OrtEnvironment environment() {
    if (running == null) {
      running = start();
    }
    return running;
  }

  private static OrtEnvironment start() {
    var made = new AtomicReference<OrtEnvironment>();
    var failure = new AtomicReference<Throwable>();
    var start =
        new Thread(
            null,
            () -> made.set(OrtEnvironment.getEnvironment()),
            "start onnxruntime",
            STACK_BYTES);
    start.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
    start.start();
    boolean interrupted = false;
    while (start.isAlive()) {
      try {
        start.join();
      } catch (InterruptedException e) {
        interrupted = true; // it takes a moment; the caller looks at the flag
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (made.get() == null) {
      boolean missing = failure.get() instanceof NoClassDefFoundError;
      throw new IllegalStateException(
          missing
              ? "ONNX Runtime is not there: put com.microsoft.onnxruntime:onnxruntime on the class path"
              : "ONNX Runtime cannot be started",
          failure.get());
    }
    return made.get();
  }
}
