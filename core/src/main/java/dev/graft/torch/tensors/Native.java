package dev.graft.torch.tensors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/**
 * The one place that sets up libtorch and JavaCPP for this process, and says what was loaded.
 *
 * <p>JavaCPP would otherwise throw once the process uses four times the Java heap, whatever memory
 * the machine has; lifetimes are {@link Scope}'s business, so that limit is lifted.
 */
public final class Native {

  private static final Pattern VERSION = Pattern.compile("TORCH_VERSION=([^,\\s]+)");

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
    // each other on one core take a hundred times as long.
    int cores = Runtime.getRuntime().availableProcessors();
    if (torch.get_num_threads() > cores) {
      torch.set_num_threads(cores);
    }
  }

  private Native() {}

  /** Loads the native libraries if that has not happened yet; seconds, the first time. */
  public static void load() {}

  /** The version of the libtorch that is loaded, as it says itself: {@code 2.10.0}. */
  public static String libtorch() {
    String configuration = text(torch::show_config);
    Matcher version = VERSION.matcher(configuration);
    if (!version.find()) {
      throw new IllegalStateException("libtorch does not say its version: " + configuration);
    }
    return version.group(1);
  }

  /**
   * What decides, of this processor, which kernels compute: the instructions that libtorch uses,
   * {@code AVX2}, and whether sizes of caches are hidden.
   */
  public static String instructions() {
    String used = text(torch::get_cpu_capability);
    return ProcessorSupport.hidesCaches() ? used + ", caches hidden" : used;
  }

  private static String text(Supplier<BytePointer> said) {
    try (var scope = new PointerScope()) {
      return said.get().getString();
    }
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
