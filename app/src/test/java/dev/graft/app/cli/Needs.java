package dev.graft.app.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.torch.Precision;
import dev.graft.torch.tensors.ProcessorSupport;

/** What a test needs of the processor; where that is missing it is skipped, with the reason. */
final class Needs {

  private Needs() {}

  /** Instructions for bfloat16. */
  static void bfloat16() {
    precision(Precision.BFLOAT16);
  }

  /** Instructions for {@code precision}. */
  static void precision(Precision precision) {
    String reason = ProcessorSupport.lacks(precision).orElse("");
    assumeTrue(reason.isEmpty(), reason);
  }
}
