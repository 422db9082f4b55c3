package dev.graft.app.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ControlTest {

  private final Control control = new Control(Thread.currentThread());

  @Test
  void stoppingInterruptsTheCommandOnce() {
    control.training();
    assertThat(control.stop()).isTrue();
    assertThat(control.stop()).as("it is stopping already").isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(control.takeStop()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).as("that was the page").isFalse();
  }

  @Test
  void ctrlCIsNotTakenForThePage() {
    control.training();
    Thread.currentThread().interrupt();
    assertThat(control.takeStop()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    control.stop();
    control.end(); // both at once: the process is to end
    assertThat(control.takeStop()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void itGoesOnOnceAndOnlyWhereItCan() {
    assertThat(control.resume()).isFalse();
    control.stop();
    control.takeStop();
    control.stopped("interrupted", /* canGoOn= */ false);
    assertThat(control.resume()).isFalse();
    control.stopped("interrupted", /* canGoOn= */ true);
    assertThat(control.takeResume()).isFalse();
    assertThat(control.resume()).isTrue();
    assertThat(control.takeResume()).isTrue();
    assertThat(control.takeResume()).isFalse();
    assertThat(control.state()).isEqualTo(Control.State.PREPARING);
    assertThat(control.message()).isEmpty();
  }

  @Test
  void nothingIsStoppedThatIsOver() {
    control.done();
    assertThat(control.stop()).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
