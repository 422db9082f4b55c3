package dev.graft.torch.compute;

import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.tensors.ProcessorSupport;
import java.util.List;

/**
 * Measures in about a second which precision and how many threads this machine computes fastest
 * with: 3x3 convolutions of early and of late stages, forward alone and with gradients.
 *
 * <pre>{@code
 * MeasuredSpeed fastest = MachineSpeed.measure(MachineSpeed.candidates());
 * settings = settings.withResources(resources.withCompute(Compute.of(fastest)));
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

  /** The numbers of threads worth trying: one a core, and half as many. */
  public static List<Integer> candidates() {
    int own = Compute.standard().threads();
    return own < 2 ? List.of(own) : List.of(own, own / 2);
  }

  /** Measures what precisions the processor computes in, with each of these numbers of threads. */
  public static MeasuredSpeed measure(List<Integer> threads) {
    return new MeasuredSpeed(MachineSpeedWork.rates(threads));
  }
}
