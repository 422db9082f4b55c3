package dev.graft.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdvicePartTest {

  /** Of the second comparison nothing is picked. */
  private static final String TOLD =
      """
      [{"pick": "probe", "before": "lp-ft", "mostAccurate": "probe", "mostFrequent": 0.5,
        "truth": {"probe": 0.9, "lp-ft": 0.8}, "seconds": {"probe": 2, "lp-ft": 8}},
       {"pick": null, "before": "probe", "mostAccurate": "probe", "mostFrequent": 0.4,
        "truth": {"probe": 0.6}, "seconds": {"probe": 3}}]
      """;

  @Test
  void allRulesAreOnTheSameComparisons() throws Exception {
    JsonNode told = new ObjectMapper().readTree(TOLD);
    assertThat(AdvicePart.table(List.of(told.get(0), told.get(1))).lines())
        .contains(
            "| Graft's pick | 1 | 0.00 | 0.00 | 2.00 | 0.00 |",
            "| version 0.1: the cheapest not told from the best | 1 | 10.00 | 10.00 | 8.00 | 10.00 |",
            "| always `probe` | 1 | 0.00 | 0.00 | 2.00 | 0.00 |")
        .last()
        .isEqualTo(
            "| Graft's pick, or else the most frequent class | 2 | 10.00 | 20.00 | 2.00 | 0.00 |");
  }
}
