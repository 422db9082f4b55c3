package dev.graft.train.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.Golden;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every classification figure against its reference. */
@Tag("golden")
class MetricsGoldenTest {

  private static final Offset<Double> EXACT = within(1e-12);

  static Stream<String> sets() {
    return Golden.list(Golden.json("metrics.json").get("sets")).stream()
        .map(set -> set.get("id").asText());
  }

  @ParameterizedTest
  @MethodSource("sets")
  void figuresOfThePredictedClass(String id) {
    JsonNode set = set(id);
    JsonNode expected = set.get("expected");
    int classes = set.get("classes").asInt();
    int[] labels = labels(set);
    int[] predictions =
        set.get("kind").asText().equals("explicit")
            ? integers(set.get("predictions"))
            : new Scores(scores(set), labels).predictions();
    var confusion = Confusion.of(labels, predictions, classes);
    assertThat(confusion.total()).isEqualTo(expected.get("n").asInt());
    assertThat(confusion.correct()).isEqualTo(expected.get("correct").asInt());
    assertThat(confusion.accuracy()).isCloseTo(expected.get("accuracy").asDouble(), EXACT);
    for (int k = 0; k < classes; k++) {
      assertThat(confusion.counts().get(k))
          .containsExactlyElementsOf(
              IntStream.of(integers(expected.get("confusion").get(k))).boxed().toList());
      assertThat(confusion.support(k)).isEqualTo(expected.get("support").get(k).asInt());
    }
    check(expected.get("precision"), confusion::precision);
    check(expected.get("recall"), confusion::recall);
    check(expected.get("f1"), confusion::f1);
    assertThat(confusion.macroF1()).isCloseTo(expected.get("macro_f1").asDouble(), EXACT);
    assertThat(confusion.macroF1Present())
        .isCloseTo(expected.get("macro_f1_present").asDouble(), EXACT);
    assertThat(confusion.macroPrecision())
        .isCloseTo(expected.get("macro_precision").asDouble(), EXACT);
    assertThat(confusion.macroRecall()).isCloseTo(expected.get("macro_recall").asDouble(), EXACT);
    assertThat(confusion.weightedF1()).isCloseTo(expected.get("weighted_f1").asDouble(), EXACT);
    assertThat(confusion.balancedAccuracy())
        .isCloseTo(expected.get("balanced_accuracy").asDouble(), EXACT);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void figuresOfTheScores(String id) {
    JsonNode set = set(id);
    JsonNode expected = set.get("expected");
    assumeTrue(!set.get("kind").asText().equals("explicit"), id + " has predictions only");
    var scores = new Scores(scores(set), labels(set));
    assertThat(scores.topFiveCorrect()).isEqualTo(expected.get("top5_correct").asInt());
    assertThat(scores.negativeLogLikelihood()).isCloseTo(expected.get("nll").asDouble(), EXACT);
    assertThat(scores.brier()).isCloseTo(expected.get("brier").asDouble(), EXACT);
    assertThat(scores.calibrationError()).isCloseTo(expected.get("ece15").asDouble(), EXACT);
    assertThat(scores.meanConfidence())
        .isCloseTo(expected.get("mean_confidence").asDouble(), EXACT);
  }

  private static void check(JsonNode expected, IntToDoubleFunction figure) {
    for (int k = 0; k < expected.size(); k++) {
      assertThat(figure.applyAsDouble(k)).isCloseTo(expected.get(k).asDouble(), EXACT);
    }
  }

  private static JsonNode set(String id) {
    return Golden.list(Golden.json("metrics.json").get("sets")).stream()
        .filter(set -> set.get("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static int[] labels(JsonNode set) {
    if (set.has("labels")) {
      return integers(set.get("labels"));
    }
    return IntStream.range(0, set.get("n").asInt())
        .map(
            i ->
                (i * set.get("label_a").asInt() + i / set.get("label_b").asInt())
                    % set.get("classes").asInt())
        .toArray();
  }

  private static double[][] scores(JsonNode set) {
    if (set.has("scores")) {
      List<JsonNode> rows = Golden.list(set.get("scores"));
      return rows.stream().map(Golden::numbers).toArray(double[][]::new);
    }
    int classes = set.get("classes").asInt();
    int[] labels = labels(set);
    double[][] scores = new double[labels.length][classes];
    for (int i = 0; i < labels.length; i++) {
      for (int k = 0; k < classes; k++) {
        double u = Golden.uniform(set.get("offset").asLong() + (long) i * classes + k);
        scores[i][k] = (u * 2 - 1) * set.get("scale").asDouble();
      }
      scores[i][labels[i]] += set.get("signal").asDouble();
    }
    return scores;
  }

  private static int[] integers(JsonNode array) {
    return Golden.list(array).stream().mapToInt(JsonNode::asInt).toArray();
  }
}
