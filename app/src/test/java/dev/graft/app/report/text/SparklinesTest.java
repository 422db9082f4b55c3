package dev.graft.app.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.report.json.Records;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SparklinesTest {

  private static ComparisonRecord record(int seeds, double... accuracies) {
    ComparisonRecord record = Records.comparison(seeds);
    List<RunRecord> runs = record.runs().stream().map(run -> with(run, accuracies)).toList();
    return Records.of(runs, seeds, true);
  }

  private static RunRecord with(RunRecord run, double... accuracies) {
    var epochs = new ArrayList<EpochRecord>();
    for (double accuracy : accuracies) {
      epochs.add(epoch(epochs.size() + 1, accuracy));
    }
    return new RunRecord(
        run.label(),
        run.strategy(),
        run.seed(),
        run.trainableParameters(),
        run.totalParameters(),
        run.stages(),
        epochs,
        epochs.size(),
        0,
        run.watchedSplit(),
        run.frozenSha256(),
        run.cache(),
        false,
        run.secondsPerEpoch(),
        run.totalSeconds(),
        0,
        0,
        run.test(),
        run.fold());
  }

  private static EpochRecord epoch(int number, double accuracy) {
    OptionalDouble none = OptionalDouble.empty();
    return new EpochRecord(
        number, 1, OptionalDouble.of(accuracy), none, Optional.empty(), none, none, 1, 1, 1);
  }

  @Test
  void aMarkAnEpochOnAScaleThatIsSaid() {
    assertThat(Sparklines.lines(record(1, 0.2, 0.5, 0.9), true))
        .containsExactly(
            "val acc after each epoch, from ▁ = 0.200 to █ = 0.900:",
            "feature-extract  ▁▄█  0.200 to 0.900",
            "partial:layer4   ▁▄█  0.200 to 0.900",
            "fine-tune        ▁▄█  0.200 to 0.900");
  }

  @Test
  void digitsWhereThereAreNoBlocks() {
    List<String> lines = Sparklines.lines(record(1, 0.2, 0.5, 0.9), false);
    assertThat(lines.get(0)).isEqualTo("val acc after each epoch, from 1 = 0.200 to 8 = 0.900:");
    assertThat(lines.get(1)).isEqualTo("feature-extract  148  0.200 to 0.900");
    assertThat(String.join("", lines).chars()).allMatch(c -> c < 128);
  }

  @Test
  void seedsAreToldApart() {
    assertThat(Sparklines.lines(record(2, 0.2, 0.9), true))
        .contains(
            "feature-extract, seed 0  ▁█  0.200 to 0.900",
            "fine-tune, seed 1        ▁█  0.200 to 0.900");
  }

  @Test
  void manyEpochsFitEightyColumns() {
    double[] rising = IntStream.range(0, 500).mapToDouble(i -> i / 500.0).toArray();
    List<String> lines = Sparklines.lines(record(12, rising), true);
    assertThat(lines).allMatch(line -> line.length() <= 80).hasSize(37);
    assertThat(lines.get(0)).contains("several a mark");
    assertThat(lines.get(1)).contains("▁▁").contains("██");
  }

  @Test
  void nothingThatChangedIsSaidToBeFlat() {
    assertThat(Sparklines.lines(record(1, 0.5, 0.5), true))
        .contains("val acc after each epoch, always 0.500:");
  }

  @Test
  void nothingIsDrawnWhereNothingWasWatchedTwice() {
    assertThat(Sparklines.lines(record(1, 0.5), true)).isEmpty();
    assertThat(Sparklines.lines(Records.untested(), true)).isEmpty();
    assertThat(Sparklines.lines(Records.empty(), true)).isEmpty();
  }
}
