package dev.graft.torch.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.graft.Golden;
import dev.graft.Needs;
import dev.graft.Processor;
import dev.graft.torch.Precision;
import dev.graft.torch.UnavailablePrecisionException;
import dev.graft.torch.layers.Conv2d;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("precision")
final class ProcessorSupportTest {

  @Test
  void float32IsEverywhere() {
    try (var processor = Processor.baseline()) {
      assertThat(ProcessorSupport.lacks(Precision.FLOAT32)).isEmpty();
      assertThatCode(() -> ProcessorSupport.require(Precision.FLOAT32)).doesNotThrowAnyException();
    }
  }

  @Test
  void whereBfloat16IsMissingTheRefusalSaysWhyAndWhatElse() {
    try (var processor = Processor.baseline()) {
      assertThatExceptionOfType(UnavailablePrecisionException.class)
          .isThrownBy(() -> ProcessorSupport.require(Precision.BFLOAT16))
          .withMessage(
              "this processor has no instructions for bfloat16 (graft.processor is baseline);"
                  + " compute in Precision.FLOAT32 instead")
          .satisfies(e -> assertThat(e.precision()).isEqualTo(Precision.BFLOAT16))
          .satisfies(
              e ->
                  assertThat(Optional.of(e.reason()))
                      .isEqualTo(ProcessorSupport.lacks(e.precision())));
    }
  }

  /** Whether it can or cannot, libtorch says so when it is really asked to. */
  @Test
  void theAnswerIsWhatComputingComesTo() {
    try (var processor = Processor.of("own");
        var scope = Scope.withoutGradients()) {
      var convolution = new Conv2d("any", 8, 24, 3, 1, 1, 1, true);
      Tensor weight = Golden.input(1, 24, 8, 3, 3).to(Precision.BFLOAT16);
      Tensor images = Golden.input(3, 9, 8, 20, 20).to(Precision.BFLOAT16);
      Optional<String> reason = ProcessorSupport.lacks(Precision.BFLOAT16);
      try {
        convolution.forward(images, weight, Tensor.of(new float[24], 24)).floats();
        assertThat(reason).isEmpty();
      } catch (RuntimeException e) {
        assertThat(reason.orElseThrow())
            .startsWith("this processor has no instructions for bfloat16 (libtorch: ")
            .doesNotContain("\n");
      }
    }
  }

  @Test
  void askingLeavesNothingBehind() {
    Needs.bfloat16(); // loads what is kept for good
    long before = Native.liveObjects();
    try (var processor = Processor.of("own")) {
      assertThat(ProcessorSupport.lacks(Precision.BFLOAT16)).isEmpty();
    }
    assertThat(ProcessorSupport.ask()).isEmpty();
    assertThat(Native.liveObjects()).isEqualTo(before);
  }

  @Test
  void anUnknownAnswerIsRefused() {
    try (var processor = Processor.of("abacus")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ProcessorSupport.lacks(Precision.BFLOAT16))
          .withMessage("graft.processor must be own or baseline, got \"abacus\"");
    }
  }
}
