package dev.graft.app.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.report.OddRecords;
import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShowcaseTest {

  @Test
  void theFirstSoManyHoldThePicksAndTheWorstOfEach() {
    ComparisonRecord record = OddRecords.withStrategies(12);
    List<Integer> all = List.copyOf(Showcase.of(record));
    assertThat(all).hasSizeGreaterThan(200);
    List<Integer> kept = all.subList(0, 160);
    String pick = Recommendation.of(record).orElseThrow().pick().orElseThrow();
    for (Summary row : Summary.of(record.runs())) {
      List<Integer> mistakes = Showcase.mistakes(row.tests().get(0));
      List<Integer> uncertain = Showcase.uncertain(row.tests().get(0));
      if (row.label().equals(pick)) {
        assertThat(all.subList(0, 12)).isEqualTo(mistakes);
        assertThat(kept).containsAll(uncertain);
      }
      assertThat(kept).as(row.label()).containsAll(mistakes.subList(0, 4));
      assertThat(kept).as(row.label()).containsAll(uncertain.subList(0, 4));
    }
  }
}
