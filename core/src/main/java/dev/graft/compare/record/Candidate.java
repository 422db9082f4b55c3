package dev.graft.compare.record;

import dev.graft.backbone.Architecture;
import dev.graft.train.strategy.Enough;
import dev.graft.train.strategy.Strategy;
import java.util.List;

/**
 * A strategy under the name that tables give it.
 *
 * @param label the strategy's name, with its rate where the user gave it one of its own
 */
public record Candidate(String label, Strategy strategy) {

  /**
   * Reads {@code NAME} or {@code NAME@RATE}; a rate given so is that of head and backbone alike.
   *
   * @throws IllegalArgumentException if the strategy or the rate is none
   */
  public static Candidate parse(String text, Architecture architecture, Strategy.Rates rates) {
    int at = text.lastIndexOf('@');
    if (at < 0) {
      return new Candidate(text, Strategy.named(text, architecture, rates));
    }
    double rate = rate(text, text.substring(at + 1));
    String name = text.substring(0, at);
    if (name.equals("probe")) {
      throw new IllegalArgumentException("\"%s\": a probe has no learning rate".formatted(text));
    }
    return new Candidate(text, Strategy.named(name, architecture, rates.withRate(rate)));
  }

  /** The same with epochs that suit what they are trained on, where strategies name none. */
  public static List<Candidate> with(Enough enough, List<Candidate> candidates) {
    return candidates.stream()
        .map(each -> new Candidate(each.label(), enough.of(each.strategy())))
        .toList();
  }

  /**
   * Refuses candidates and a number of seeds that no experiment can be made of.
   *
   * @param experiment that they are for, for the message
   */
  public static void check(String experiment, List<Candidate> candidates, int seeds) {
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(experiment + " needs at least one strategy");
    }
    if (candidates.stream().map(Candidate::label).distinct().count() < candidates.size()) {
      throw new IllegalArgumentException("each strategy may be named once");
    }
    if (seeds < 1) {
      throw new IllegalArgumentException("seeds must be 1 or more, got " + seeds);
    }
  }

  private static double rate(String text, String number) {
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"%s\": after @ comes a learning rate such as 1e-4, got \"%s\"".formatted(text, number),
          e);
    }
  }
}
