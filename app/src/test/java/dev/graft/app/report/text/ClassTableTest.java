package dev.graft.app.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.report.OddRecords;
import dev.graft.app.report.json.Records;
import dev.graft.train.evaluation.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures that tell what becomes of small classes. */
class ClassTableTest {

  @Test
  void unequalClassesHaveItUnasked() {
    ClassTable table = ClassTable.of(OddRecords.unequal(Metric.ACCURACY)).orElseThrow();
    assertThat(table.heads()).containsExactly("mode", "accuracy", "balanced", "macro F1", "AUC");
    assertThat(table.rows()).hasSize(3 + 2);
    // Of 200 and 40 images 196 and 36 are found.
    assertThat(table.rows().get(2))
        .containsExactly("fine-tune", "0.967", "0.940", "0.940", "0.900");
    assertThat(table.rows().get(3))
        .containsExactly("always \"many\"", "0.833", "0.500", "0.455", "0.500");
    assertThat(table.legend()).contains("recalls", "F1", "ROC");
    assertThat(table.lines()).allMatch(line -> line.length() <= 80).first().isEqualTo("");
  }

  @Test
  void equalClassesHaveItForAnotherMetricAlone() {
    assertThat(ClassTable.of(Records.comparison(1))).isEmpty();
    assertThat(ClassTable.of(Records.empty())).isEmpty();
    ClassTable table = ClassTable.of(OddRecords.forMetric(Metric.F1)).orElseThrow();
    assertThat(table.heads())
        .as("where it was not kept there is no AUC")
        .containsExactly("mode", "accuracy", "balanced", "macro F1");
    assertThat(table.legend()).doesNotContain("AUC");
  }

  @Test
  void thePageHasItToo() {
    String page = ComparisonMarkdown.of("t", OddRecords.unequal(Metric.BALANCED));
    assertThat(page)
        .contains("| mode | accuracy | balanced | macro F1 | AUC |")
        .contains("| fine-tune | 0.967 | 0.940 | 0.940 | 0.900 |")
        .contains(", for balanced accuracy, ");
    assertThat(ComparisonMarkdown.of("t", Records.comparison(1))).doesNotContain("macro F1 |");
  }

  @Test
  void foldsAreToldApart() {
    String page = ComparisonMarkdown.of("t", OddRecords.crossed());
    assertThat(page)
        .contains("### feature-extract, seed 0, fold 5", "### fine-tune, seed 0, fold 2")
        .contains("100 validation in the first of 5 folds, 200 test in all")
        .contains("in 5 folds (fine-tune: 80 of them)", "s/epoch and total s: first fold")
        .doesNotContain("fine-tune, seed 0, fold 3");
    assertThat(ComparisonMarkdown.of("t", Records.comparison(1))).doesNotContain("fold");
  }

  @Test
  void imagesAreCountedOfTheFoldsThatAreDone() {
    String first = ComparisonMarkdown.of("t", OddRecords.crossed(1));
    assertThat(first)
        .contains("test acc: 40 test images, the first of 5 folds; 95 %: Wilson interval.")
        .contains("100 validation in the first of 5 folds, 200 test in all")
        .doesNotContain("200 test images");
    assertThat(ComparisonTable.legend(OddRecords.crossed(3)))
        .contains("120 test images, each tested once, in 3 of 5 folds (fine-tune: 80 of them); ");
  }

  @Test
  void theEpochThatWasKeptIsNamed() {
    assertThat(ComparisonMarkdown.of("t", OddRecords.withAnEarlierEpochKept()))
        .contains("Epoch 2 was kept.");
    assertThat(ComparisonMarkdown.of("t", Records.comparison(1))).doesNotContain("was kept.");
    List<String> drawn = Sparklines.lines(OddRecords.withAnEarlierEpochKept(), false);
    List<String> table = ComparisonTable.table(OddRecords.withAnEarlierEpochKept());
    assertThat(drawn.get(3)).startsWith("fine-tune").endsWith(" to 0.830");
    assertThat(table.get(4)).startsWith("fine-tune").contains(" 0.830 ");
  }

  @Test
  void beforeAnythingWasTestedNoBaselineIsSaid() {
    assertThat(ComparisonTable.legend(Records.empty())).doesNotContain("Without looking");
    assertThat(ComparisonTable.legend(Records.comparison(1)))
        .contains("Without looking at an image: always \"oak\" 0.167, guessing");
  }
}
