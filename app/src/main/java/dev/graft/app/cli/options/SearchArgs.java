package dev.graft.app.cli.options;

import dev.graft.app.cli.values.TimeSpan;
import dev.graft.app.cli.values.UsageException;
import dev.graft.compare.Comparison;
import dev.graft.compare.record.Budget;
import dev.graft.train.strategy.Strategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Options about looking for learning rates before anything is compared. */
public final class SearchArgs {

  private static final Duration SHORTEST = Duration.ofSeconds(20);

  private static final List<String> RATES = List.of("--lr", "--head-lr", "--backbone-lr");

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      description = {
        "find each strategy's learning rates and train as many epochs as this time allows, for"
            + " the whole command: 90s, 10m, 1h"
      })
  private TimeSpan budget;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = {
        "compare N learning rates for each strategy, each a third of the one before, however"
            + " long it takes; with --budget 4 by default"
      })
  private Integer trials;

  /** Whether rates are looked for. */
  public boolean asked() {
    return budget != null || trials != null;
  }

  /** Refuses what would have no effect beside these options. */
  public void check(ParseResult line) {
    if (!asked()) {
      return;
    }
    String own = budget == null ? "--trials" : "--budget";
    for (String rate : RATES) {
      if (line.hasMatchedOption(rate)) {
        throw new UsageException(
            ("%s finds the learning rates, so %s would have no effect: give a strategy's own rate"
                    + " as NAME@RATE, or leave %s out")
                .formatted(own, rate, own));
      }
    }
    if (budget != null && line.hasMatchedOption("--epochs")) {
      throw new UsageException(
          "--budget trains as many epochs as its time allows, so --epochs would have no effect: leave one of them out, or take --trials instead of --budget");
    }
  }

  /** How, counted from the process's start. */
  public Optional<Comparison.Tuned> tuned(Strategy.Rates rates) {
    if (!asked()) {
      return Optional.empty();
    }
    if (budget != null && budget.duration().compareTo(SHORTEST) < 0) {
      throw new UsageException("--budget must be 20s or more: less time is too short for a search");
    }
    Optional<Instant> until = Optional.ofNullable(budget).map(b -> start().plus(b.duration()));
    int count = trials == null ? Budget.TRIALS : trials;
    Budget spent = UsageException.check(() -> new Budget(until, count));
    return Optional.of(new Comparison.Tuned(spent, rates));
  }

  private static Instant start() {
    return ProcessHandle.current().info().startInstant().orElse(Instant.now());
  }
}
