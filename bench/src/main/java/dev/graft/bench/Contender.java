package dev.graft.bench;

import java.util.List;
import java.util.Map;

/**
 * A system that takes part in a measurement.
 *
 * @param name as tables call it
 * @param command that starts its worker
 * @param environment variables beside those of this process
 */
record Contender(String name, List<String> command, Map<String, String> environment) {

  Contender {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** The same under another name. */
  Contender named(String other) {
    return new Contender(other, command, environment);
  }
}
