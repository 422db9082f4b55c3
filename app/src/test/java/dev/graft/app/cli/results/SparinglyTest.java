package dev.graft.app.cli.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SparinglyTest {

  private final AtomicLong clock = new AtomicLong();
  private final List<Integer> taken = new ArrayList<>();

  @Test
  void whatComesTooSoonWaitsAndTheLastIsNeverLost() {
    var results =
        new Sparingly<Integer>(
            value -> {
              taken.add(value);
              clock.addAndGet(30);
            },
            clock::get);
    results.give(1);
    results.give(2);
    results.give(3);
    results.whenDue();
    assertThat(taken).as("the first at once, nine times its duration nothing").containsExactly(1);
    clock.addAndGet(269);
    results.whenDue();
    assertThat(taken).as("a moment too soon").containsExactly(1);
    clock.addAndGet(1);
    results.whenDue();
    assertThat(taken).containsExactly(1, 3);
    results.whenDue();
    results.end();
    assertThat(taken).as("nothing waits").containsExactly(1, 3);
    results.give(4);
    results.end();
    assertThat(taken).containsExactly(1, 3, 4);
  }
}
