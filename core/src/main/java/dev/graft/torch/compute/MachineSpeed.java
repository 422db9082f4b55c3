package dev.graft.torch.compute;

import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.tensors.Native;
import dev.graft.torch.tensors.ProcessorSupport;
import java.util.List;

/**
 * Measures in about a second which precision and how many threads this machine computes fastest
 * with: 3x3 convolutions of early and of late stages, forward alone and with gradients.
 *
 * <pre>{@code
 * MeasuredSpeed fastest = MachineSpeed.measure(MachineSpeed.candidates());
 * Native.setThreads(fastest.threads());
 * settings = settings.withResources(resources.withPrecision(fastest.precision()));
 * }</pre>
 */
public final class MachineSpeed {

  /** Grows when other work is measured: older results then say nothing. */
  public static final int VERSION = 3;

  private MachineSpeed() {}

  /** Whether this processor computes in all that was measured: it may have been another. */
  public static boolean isPossible(MeasuredSpeed measured) {
    return measured.rates().stream()
        .allMatch(rate -> ProcessorSupport.lacks(rate.precision()).isEmpty());
  }

  /** The numbers of threads worth trying: libtorch's own, a core each, and half as many. */
  public static List<Integer> candidates() {
    // libtorch counts the machine's cores, Java those that this process may use.
    int own = Math.min(Native.threads(), Runtime.getRuntime().availableProcessors());
    return own < 2 ? List.of(own) : List.of(own, own / 2);
  }

  /** Measures what precisions the processor computes in, with each of these numbers of threads. */
  public static MeasuredSpeed measure(List<Integer> threads) {
    int before = Native.threads();
    try {
      return new MeasuredSpeed(MachineSpeedWork.rates(threads));
    } finally {
      Native.setThreads(before);
    }
  }
}
