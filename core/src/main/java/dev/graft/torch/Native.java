package dev.graft.torch;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;

/**
 * The one place that sets up libtorch and JavaCPP for this process, and says what was set.
 *
 * <p>JavaCPP would otherwise throw once the process uses four times the Java heap, whatever memory
 * the machine has; lifetimes are {@link Scope}'s business, so that limit is lifted.
 */
public final class Native {

  /** The version of libtorch this was built for. */
  public static final String LIBTORCH_VERSION = "2.10.0";

  static {
    setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    setIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
    Loader.load(torch.class);
  }

  private Native() {}

  /** Loads the native libraries if that has not happened yet; seconds, the first time. */
  public static void load() {}

  /** Threads libtorch computes with. */
  public static int threads() {
    return torch.get_num_threads();
  }

  /** Sets the number of threads libtorch computes with, at least 1. */
  public static void setThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
    torch.set_num_threads(threads);
  }

  /** Seeds the generator behind {@link Dropout}; one generator for the whole process. */
  public static void seed(long seed) {
    torch.manual_seed(seed);
  }

  /** Native objects alive now: an exact leak meter, equal before and after balanced work. */
  public static long liveObjects() {
    return Pointer.totalCount();
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
