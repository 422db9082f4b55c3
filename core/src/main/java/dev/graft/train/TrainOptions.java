package dev.graft.train;

import dev.graft.train.record.Event;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How {@link Classifier#train} trains.
 *
 * @param strategy one of {@link Strategy#NAMES}, {@code partial:layer4} for example
 * @param rates epochs and learning rates of the strategy
 * @param settings everything else, the seed among it
 * @param events is told how it goes, on the thread that trains
 */
public record TrainOptions(
    String strategy, Strategy.Rates rates, TrainSettings settings, Consumer<Event> events) {

  /** Refuses what is missing. */
  public TrainOptions {
    Objects.requireNonNull(strategy, "strategy");
    Objects.requireNonNull(rates, "rates");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(events, "events");
  }

  /** A {@code probe}, which is quick and what few images allow; seed 0; nobody is told. */
  public static TrainOptions defaults() {
    return new TrainOptions(
        "probe", Strategy.Rates.defaults(), TrainSettings.defaults(), event -> {});
  }

  /** The same with another strategy. */
  public TrainOptions withStrategy(String other) {
    return new TrainOptions(other, rates, settings, events);
  }

  /** The same with so many epochs at the given learning rates. */
  public TrainOptions withRates(int epochs, double head, double backbone) {
    return new TrainOptions(strategy, new Strategy.Rates(epochs, head, backbone), settings, events);
  }

  /** The same with other settings. */
  public TrainOptions withSettings(TrainSettings other) {
    return new TrainOptions(strategy, rates, other, events);
  }

  /** The same with another seed. */
  public TrainOptions withSeed(long seed) {
    return withSettings(settings.withSeed(seed));
  }

  /** The same, told to {@code other}. */
  public TrainOptions withEvents(Consumer<Event> other) {
    return new TrainOptions(strategy, rates, settings, other);
  }
}
