package dev.graft.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What one system did.
 *
 * @param system as tables call it
 * @param facts what it said of itself
 * @param rates images a second, round by round
 */
record Measured(String system, JsonNode facts, List<Double> rates) {

  Measured {
    rates = List.copyOf(rates);
  }

  Spread rate() {
    return Spread.of(rates);
  }

  /** How many times as fast as {@code other} this was. */
  Spread times(Measured other) {
    return Spread.ofRatios(rates, other.rates());
  }
}
