package dev.graft.app.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/** What names this machine for itself. */
public final class LocalNames {

  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private LocalNames() {}

  /** Whether only this machine can reach {@code host}. */
  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Whether a request for that host is meant for this machine. A page elsewhere whose name was made
   * to lead here (DNS rebinding) names another.
   *
   * @param served the address or name that the server was told to listen on
   */
  public static boolean isKnown(String host, String served) {
    return NAMES.contains(host.toLowerCase(Locale.ROOT))
        || host.equalsIgnoreCase(served)
        || host.equalsIgnoreCase("[" + served + "]");
  }
}
