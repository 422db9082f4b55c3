package dev.graft.app.cli.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparinglyTest {

  private final List<Integer> taken = new ArrayList<>();

  @Test
  void whatComesTooSoonWaitsAndTheLastIsNeverLost() throws InterruptedException {
    var results =
        new Sparingly<Integer>(
            value -> {
              taken.add(value);
              try {
                Thread.sleep(30);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    results.give(1);
    results.give(2);
    results.give(3);
    results.whenDue();
    assertThat(taken).as("the first at once, nine times its duration nothing").containsExactly(1);
    Thread.sleep(400);
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
