package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HelpTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compare",
        "curve",
        "train",
        "serve",
        "models",
        "inspect",
        "lesson",
        "report",
        "cache",
        "completion",
        "man"
      })
  void fitsEightyColumns(String command) {
    Invocation help = Invocation.of(command, "--help").succeeded();
    assertThat(help.out()).startsWith("Usage: graft " + command).contains("--verbose");
    assertThat(help.lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void theProgramListsItsCommands() {
    Invocation help = Invocation.of("--help").succeeded();
    assertThat(help.out())
        .contains(
            "compare",
            "curve",
            "train",
            "models",
            "inspect",
            "lesson",
            "report",
            "cache",
            "Exit codes");
    assertThat(help.lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void withoutACommandTheUsageIsShown() {
    Invocation bare = Invocation.of();
    assertThat(bare.code()).isEqualTo(2);
    assertThat(bare.err()).startsWith("Usage: graft");
  }

  @Test
  void defaultsAreShownAsPeopleWriteThem() {
    assertThat(Invocation.of("compare", "--help").out())
        .contains("(1e-3; up to")
        .contains("(1e-4; for")
        .contains("(1G)", "(2G)")
        .contains("(feature-extract,probe,fine-tune,lp-ft;")
        .doesNotContain("null");
  }

  @Test
  void onlyWhatWorksIsListed() {
    assertThat(Invocation.of("lesson", "--help").out())
        .contains("--train-limit", "--test-fraction", "--group-by", "--offline", "squashed")
        .doesNotContain("--validate-on", "--validation-fraction");
    assertThat(Invocation.of("inspect", "--help").out())
        .contains("--train-limit", "--validate-on", "--seed", "--offline", "--json", "--backbone")
        .doesNotContain("--skip-unreadable", "--batch-size", "--check-data");
  }

  @Test
  void everyOptionOfTheReferenceIsThere() {
    assertThat(Invocation.of("compare", "--help").out())
        .contains("--backbone", "--weights", "--offline", "--strategies", "--epochs", "--lr")
        .contains("--head-lr", "--backbone-lr", "--optimizer", "--momentum", "--nesterov")
        .contains("--weight-decay", "--label-smoothing", "--schedule", "--warmup")
        .contains("--batch-size", "--augment", "--seed", "--seeds", "--train-limit")
        .contains("--group-by", "--group-column", "or its first")
        .contains("--test-limit", "--validation-fraction", "--test-fraction", "--validate-on")
        .contains("--skip-unreadable", "--threads", "--loader-threads", "--cache-limit", "--fit")
        .contains("--feature-cache", "--feature-cache-limit", "crop:VIEWS")
        .contains("--cross-duplicates", "(report)", "--check-data")
        .contains("--input-size", "--resize", "--out", "--verbose", "--decode");
  }
}
