package dev.graft.torch.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.torch.Precision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class ComputeTest {

  private static final int TIMES = 200;

  @Test
  void threadsHaveBounds() {
    assertThatThrownBy(() -> Compute.of(0, Precision.FLOAT32))
        .hasMessageContaining("1 to 1024, got 0");
    assertThatThrownBy(() -> Compute.of(1_000_000, Precision.FLOAT32))
        .hasMessageContaining("1 to 1024");
  }

  @Test
  void itIsAValue() {
    Compute three = Compute.of(3, Precision.FLOAT32);
    assertThat(three)
        .isEqualTo(Compute.of(3, Precision.FLOAT32))
        .hasSameHashCodeAs(Compute.of(3, Precision.FLOAT32))
        .isNotEqualTo(Compute.of(2, Precision.FLOAT32))
        .isNotEqualTo(three.withPrecision(Precision.BFLOAT16))
        .isEqualTo(three.withPrecision(Precision.BFLOAT16).withPrecision(Precision.FLOAT32));
    assertThat(Compute.standard().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void moreThreadsTakeMoreImagesTogether() {
    assertThat(List.of(1, 4, 5, 16, 64, 1024))
        .extracting(threads -> Compute.of(threads, Precision.FLOAT32).together())
        .containsExactly(8, 32, 40, 128, 512, 512);
  }

  @Test
  void aThreadComputesAsBeforeAfterwards() {
    try (var outer = Compute.of(2, Precision.FLOAT32).enter()) {
      try (var inner = Compute.of(3, Precision.FLOAT32).enter()) {
        assertThat(torch.get_num_threads()).isEqualTo(3);
      }
      assertThat(torch.get_num_threads()).isEqualTo(2);
    }
  }

  /** As it would be with one thread, so that what is said does not depend on their number. */
  @Test
  void whatAPieceThrowsIsThrownAsItIs() {
    var refused = new IllegalArgumentException("7 x 7 places are too many");
    var released = new ArrayList<Integer>();
    assertThatThrownBy(
            () ->
                Compute.of(2, Precision.FLOAT32)
                    .workers()
                    .each(
                        3,
                        piece -> {
                          if (piece == 1) {
                            throw refused;
                          }
                          return piece;
                        },
                        released::add))
        .isSameAs(refused)
        .satisfies(
            thrown ->
                assertThat(thrown.getSuppressed()[0].getStackTrace())
                    .anyMatch(at -> at.getClassName().equals(ComputeTest.class.getName())));
    assertThat(released).containsExactly(0, 2);
    var error = new StackOverflowError();
    assertThatThrownBy(
            () ->
                Compute.of(2, Precision.FLOAT32)
                    .alone(
                        () -> {
                          throw error;
                        }))
        .isSameAs(error);
  }

  /** Callers that have never computed before and come and go, and the threads that they share. */
  @Test
  void eachHasItsOwnNumberOfThreadsAtTheSameTime() throws Exception {
    List<Compute> computes =
        List.of(
            Compute.of(1, Precision.FLOAT32),
            Compute.of(2, Precision.FLOAT32),
            Compute.of(5, Precision.FLOAT32));
    var callers = Executors.newFixedThreadPool(computes.size());
    var barrier = new CyclicBarrier(computes.size());
    try {
      List<Callable<Void>> calls =
          computes.stream().map(compute -> calls(compute, barrier)).toList();
      for (var call : callers.invokeAll(calls)) {
        call.get();
      }
    } finally {
      callers.shutdown();
      assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static Callable<Void> calls(Compute compute, CyclicBarrier barrier) {
    return () -> {
      var workers = new HashSet<Thread>();
      for (int i = 0; i < TIMES; i++) {
        barrier.await();
        try (var entered = compute.enter()) {
          assertThat(torch.get_num_threads()).isEqualTo(compute.threads());
          List<Integer> alone =
              compute
                  .workers()
                  .each(
                      compute.threads(),
                      piece -> {
                        synchronized (workers) {
                          workers.add(Thread.currentThread());
                        }
                        return torch.get_num_threads();
                      });
          assertThat(alone).hasSize(compute.threads()).containsOnly(1);
          assertThat(compute.alone(torch::get_num_threads)).isEqualTo(1);
          assertThat(torch.get_num_threads()).isEqualTo(compute.threads());
        }
      }
      assertThat(workers).hasSizeBetween(1, compute.threads());
      return null;
    };
  }
}
