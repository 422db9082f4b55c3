package dev.graft.torch.tensors;

import dev.graft.torch.layers.Dropout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
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

  /** The most threads that {@link #setThreads} takes. */
  public static final int MAX_THREADS = 1024;

  static {
    setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    setIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
    unpack();
    Loader.load(torch.class);
    // OpenBLAS, which multiplies matrices for libtorch, has as many threads of its own as there are
    // cores, whatever libtorch is told. They wait by spinning, each on a core that libtorch's need.
    openblas_nolapack.blas_set_num_threads(1);
    // Where NNPACK does not know the processor, libtorch says so on stderr at each convolution.
    torch.globalContext().setUserEnabledNNPACK(false);
    // libtorch counts all cores, even those that this process may not use: threads that wait for
    // each other on one core take a hundred times as long. Where it cannot read how cores and
    // caches lie, as in some virtual machines, it counts one.
    int cores = Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
    boolean unread = torch.get_num_threads() == 1 && System.getenv("OMP_NUM_THREADS") == null;
    if (unread || torch.get_num_threads() > cores) {
      torch.set_num_threads(cores);
    }
  }

  private Native() {}

  /** Loads the native libraries if that has not happened yet; seconds, the first time. */
  public static void load() {}

  /** Threads libtorch computes with. */
  public static int threads() {
    return torch.get_num_threads();
  }

  /** Sets the number of threads libtorch computes with, 1 to {@link #MAX_THREADS}. */
  public static void setThreads(int threads) {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "threads must be 1 to %d, got %d".formatted(MAX_THREADS, threads));
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

  /**
   * Unpacks libtorch's parts before the first is loaded. JavaCPP unpacks and loads them one by one;
   * on a machine that has another libtorch installed, the linker would take the parts not yet there
   * from that one, and two versions in one process crash it.
   */
  private static void unpack() {
    for (String library : List.of("libc10.so", "libtorch_cpu.so", "libtorch.so")) {
      String path = "/org/bytedeco/pytorch/" + Loader.getPlatform() + "/" + library;
      URL resource = torch.class.getResource(path);
      if (resource != null) {
        try {
          Loader.cacheResource(resource);
        } catch (IOException e) {
          throw new UncheckedIOException("cannot unpack " + library + " for use", e);
        }
      }
    }
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
