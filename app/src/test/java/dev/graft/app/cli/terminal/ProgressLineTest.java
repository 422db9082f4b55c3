package dev.graft.app.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.cli.run.Agenda;
import dev.graft.app.cli.run.ProgressDisplay;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.Event;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProgressLineTest {

  private static Task task(String title, Task.Ahead ahead) {
    return new Task("log", () -> title, 1600, "images", 0, ahead);
  }

  @Test
  void saysPhaseEpochSpeedAndTheTimeLeft() {
    var ahead = new Task.Ahead(0, false, 10, OptionalDouble.empty());
    Task task = task("fine-tune 3/4: training, epoch 2/3", ahead);
    assertThat(ProgressLine.of(task, 800, 5, 79))
        .isEqualTo(
            "fine-tune 3/4: training, epoch 2/3  [=======>      ]    160 images/s  0:15 left");
  }

  @Test
  void saysWhatAllRunsTakeWhereThatIsKnown() {
    var ahead = new Task.Ahead(2, true, 0, OptionalDouble.of(60));
    Task task = task("probe 1/2: training, epoch 1/3", ahead);
    assertThat(ProgressLine.of(task, 400, 10, 100))
        .endsWith("40 images/s  run ~1:50, all ~2:50 left");
    assertThat(ProgressLine.of(task, 400, 10, 70)).endsWith("40 images/s  ~1:50 left");
  }

  @Test
  void aLongNameIsCutBeforeAnythingElseIsLeftOut() {
    Task task = task("partial:features.18@1e-3 10/12: training, epoch 10/30", Task.Ahead.nothing());
    assertThat(ProgressLine.of(task, 800, 5, 79))
        .isEqualTo(
            "partial:features.18@1e-3 10..: training, epoch 10/30    160 images/s  0:05 left");
  }

  @ParameterizedTest
  @ValueSource(ints = {19, 30, 39, 59, 79})
  void neverExceedsItsWidth(int width) {
    String title = "naive-feature-extract@1e-3 12/24: training, phase 2/3, epoch 12/24";
    for (long done : List.of(0L, 1L, 800L, 1600L, 2000L)) {
      for (double seconds : List.of(0.0, 0.5, 1e5)) {
        for (double others : List.of(Double.NaN, 1e5)) {
          var known = Double.isNaN(others) ? OptionalDouble.empty() : OptionalDouble.of(others);
          String line =
              ProgressLine.of(
                  task(title, new Task.Ahead(3, true, 1e5, known)), done, seconds, width);
          assertThat(line.length()).as(line).isLessThanOrEqualTo(width);
          assertThat(line).startsWith("naive-f");
        }
      }
    }
  }

  @Test
  void workThatHadBegunCountsFromWhereItWas() {
    var task = new Task("log", () -> "t", 1000, "images", 500, Task.Ahead.nothing());
    assertThat(ProgressLine.of(task, 600, 1, 79)).contains("100 images/s").contains("0:04 left");
    assertThat(ProgressLine.of(task, 500, 1, 79)).doesNotContain("images/s", "left");
  }

  @Test
  void clocks() {
    assertThat(List.of(ProgressLine.clock(7), ProgressLine.clock(750), ProgressLine.clock(3723)))
        .containsExactly("0:07", "12:30", "1:02:03");
  }

  @Test
  void runsOfANameTellWhatTheNextOnesTake() throws InterruptedException {
    var agenda = new Agenda(List.of("a", "b", "a", "b"), 1);
    agenda.begin("a");
    assertThat(agenda.current()).isEqualTo("a 2/5");
    assertThat(agenda.secondsAhead()).isEmpty();
    agenda.begin("b");
    Thread.sleep(20);
    assertThat(agenda.secondsAhead()).as("b is not known yet").isEmpty();
    agenda.begin("a");
    assertThat(agenda.secondsAhead().orElse(0))
        .as("of b, which slept")
        .isGreaterThanOrEqualTo(0.02);
    agenda.begin("b");
    assertThat(agenda.current()).isEqualTo("b 5/5");
    assertThat(agenda.secondsAhead()).as("nothing is ahead").isEmpty();
    agenda.finished(5);
    agenda.finished(5); // told again when all are done
    assertThat(agenda.progress()).isEqualTo("5 of 5 runs finished");
    agenda.begin("b");
    assertThat(agenda.progress()).as("one more than was planned").isEqualTo("5 of 6 runs finished");
  }

  @Test
  void theLineIsWipedBeforeAnythingElseIsPrinted() {
    var shown = new ByteArrayOutputStream();
    var stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
    var console =
        new Console(
            stream, stream, new Screen(true, true, 80, false, true), Map.of("NO_COLOR", "1"));
    var display =
        new ProgressDisplay(console, "validation", 100, new Agenda(List.of("fine-tune"), 0));
    display.accept(new Event.RunStarted("fine-tune", 0, List.of(), 1, 1, 2));
    display.accept(new Event.PhaseStarted(1, 1, 1));
    display.accept(progress(Event.Work.TRAINING, 50));
    await(shown, "fine-tune: training, epoch 1/2");
    stream.print("^C"); // as a terminal echoes it
    console.tell("in between");
    display.accept(progress(Event.Work.TRAINING, 100));
    display.accept(progress(Event.Work.VALIDATION, 10));
    await(shown, "fine-tune: validation, epoch 1/2");
    display.accept(new Event.EpochDone("fine-tune", epoch(1, 2)));
    display.close();
    List<String> screen = screen(shown.toString(StandardCharsets.UTF_8), 80);
    assertThat(screen)
        .containsExactly(
            "",
            "fine-tune, seed 0: 0 of 0 parameters learn",
            "in between",
            "Epoch 1: val acc 0.500  loss 1.000  2.0 s  50 images/s");
  }

  @Test
  void ofManyQuickEpochsAboutTenAreShown() {
    var shown = new ByteArrayOutputStream();
    var stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
    var console = new Console(stream, stream, Screen.none(), Map.of());
    var display = new ProgressDisplay(console, "validation", 100, new Agenda(List.of("head"), 0));
    display.accept(new Event.RunStarted("head", 0, List.of(), 1, 1, 53));
    for (int number = 1; number <= 53; number++) {
      display.accept(new Event.EpochDone("head", epoch(number, number == 1 ? 2 : 0.01)));
    }
    display.close();
    assertThat(shown.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.startsWith("Epoch "))
        .extracting(line -> line.substring(6, line.indexOf(':')))
        .containsExactly("1", "6", "12", "18", "24", "30", "36", "42", "48", "53");
  }

  @Test
  void aFoldThatComesAgainIsToldApart() {
    var shown = new ByteArrayOutputStream();
    var stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
    var console = new Console(stream, stream, Screen.none(), Map.of());
    var display = new ProgressDisplay(console, "validation", 100, new Agenda(List.of("head"), 0));
    IntStream.of(1, 2, 3, 2, 3).forEach(number -> display.accept(new Event.FoldStarted(number, 3)));
    display.close();
    assertThat(shown.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.isEmpty()))
        .containsExactly(
            "Fold 2 of 3",
            "Fold 3 of 3",
            "Fold 2 of 3, strategies that train the backbone",
            "Fold 3 of 3, strategies that train the backbone");
  }

  @Test
  void theSearchSaysWhatItTries() {
    var shown = new ByteArrayOutputStream();
    var stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
    var console =
        new Console(
            stream, stream, new Screen(true, true, 80, false, true), Map.of("NO_COLOR", "1"));
    var display =
        new ProgressDisplay(console, "validation", 100, new Agenda(List.of("fine-tune"), 0));
    display.accept(new Event.TrialStarted(3, "fine-tune", "rate 1.0e-03"));
    display.accept(new Event.Progress(Event.Work.TRIAL, 3, 50, 100, OptionalDouble.of(1)));
    await(shown, "fine-tune: trial 3, rate 1.0e-03");
    display.close();
  }

  private static EpochRecord epoch(int number, double seconds) {
    return new EpochRecord(
        number,
        1,
        OptionalDouble.of(0.5),
        OptionalDouble.of(1),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        seconds,
        1,
        50);
  }

  private static Event progress(Event.Work work, int images) {
    return new Event.Progress(work, 1, images, 100, OptionalDouble.empty());
  }

  private static void await(ByteArrayOutputStream shown, String text) {
    for (int i = 0; i < 500 && !shown.toString(StandardCharsets.UTF_8).contains(text); i++) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    assertThat(shown.toString(StandardCharsets.UTF_8)).contains(text);
  }

  /** What a terminal that is so wide shows in the end; a line that reaches its edge is refused. */
  private static List<String> screen(String printed, int columns) {
    var lines = new ArrayList<String>();
    for (String line : printed.split("\n", -1)) {
      var cells = new StringBuilder(" ".repeat(columns));
      for (String piece : line.split("\r", -1)) {
        assertThat(piece.length()).as(piece).isLessThan(columns);
        cells.replace(0, piece.length(), piece);
      }
      lines.add(cells.toString().stripTrailing());
    }
    assertThat(lines.remove(lines.size() - 1)).isEmpty();
    return lines;
  }
}
