package dev.graft.app.http;

import dev.graft.train.cache.Resources;
import java.util.Objects;
import java.util.Optional;

/**
 * How a server is to run.
 *
 * @param host address or name it listens on
 * @param port 0 for any that is free
 * @param token what clients must show; needed where others than this machine are served
 * @param resources threads that decode pictures, precision of the network's arithmetic
 */
public record ServeSettings(
    String host, int port, Optional<Token> token, Resources resources, Limits limits) {

  public ServeSettings {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(resources, "resources");
    Objects.requireNonNull(limits, "limits");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is 0 to 65535, got " + port);
    }
    if (token.isEmpty() && !LocalNames.isLoopback(host)) {
      throw new IllegalArgumentException(
          "%s can be reached from other machines: give a --token-file, or serve this machine alone"
              .formatted(host));
    }
  }

  /** This machine alone, port 8080, no token, float32. */
  public static ServeSettings defaults() {
    return new ServeSettings(
        "127.0.0.1", 8080, Optional.empty(), Resources.defaults(), Limits.defaults());
  }

  /** The same on another port. */
  public ServeSettings withPort(int other) {
    return new ServeSettings(host, other, token, resources, limits);
  }

  /** The same for whoever shows this. */
  public ServeSettings withToken(Token other) {
    return new ServeSettings(host, port, Optional.of(other), resources, limits);
  }

  /** The same with other threads and arithmetic. */
  public ServeSettings withResources(Resources other) {
    return new ServeSettings(host, port, token, other, limits);
  }

  /** The same with other limits. */
  public ServeSettings withLimits(Limits other) {
    return new ServeSettings(host, port, token, resources, other);
  }
}
