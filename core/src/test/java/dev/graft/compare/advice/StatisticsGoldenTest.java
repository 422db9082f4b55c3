package dev.graft.compare.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.Golden;
import dev.graft.compare.summary.Interval;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Intervals and tests of significance against their references. */
@Tag("golden")
class StatisticsGoldenTest {

  static Stream<JsonNode> wilson() {
    return Golden.list(Golden.json("metrics.json").get("wilson95")).stream();
  }

  static Stream<JsonNode> mcnemar() {
    return Golden.list(Golden.json("metrics.json").get("mcnemar")).stream();
  }

  @ParameterizedTest
  @MethodSource("wilson")
  void wilsonsIntervalAgrees(JsonNode expected) {
    Interval interval = Interval.wilson(expected.get("k").asInt(), expected.get("n").asInt());
    assertThat(interval.low()).isCloseTo(expected.get("low").asDouble(), within(1e-12));
    assertThat(interval.high()).isCloseTo(expected.get("high").asDouble(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("mcnemar")
  void mcNemarsTestAgrees(JsonNode expected) {
    var test = new McNemar(expected.get("b").asInt(), expected.get("c").asInt());
    assertThat(test.exactP()).isCloseTo(expected.get("p_exact").asDouble(), within(1e-12));
    assertThat(test.midP()).isCloseTo(expected.get("p_mid").asDouble(), within(1e-12));
  }
}
