package dev.graft.backbone.fetch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Java's proxy settings ({@code https.proxyHost} and so on) where there are any, else the {@code
 * http_proxy}, {@code https_proxy}, {@code all_proxy} and {@code no_proxy} variables that other
 * programs read.
 */
final class Proxies extends ProxySelector {

  private final Map<String, String> environment;

  Proxies(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public List<Proxy> select(URI uri) {
    ProxySelector system = ProxySelector.getDefault();
    List<Proxy> configured = system == null ? List.of() : system.select(uri);
    if (configured.stream().anyMatch(p -> p.type() != Proxy.Type.DIRECT)) {
      return configured;
    }
    String address = variable(uri.getScheme().toLowerCase(Locale.ROOT) + "_proxy");
    if (address.isBlank()) {
      address = variable("all_proxy");
    }
    if (address.isBlank() || excepted(uri.getHost())) {
      return List.of(Proxy.NO_PROXY);
    }
    URI proxy = URI.create(address.contains("://") ? address : "http://" + address);
    if (proxy.getHost() == null) {
      throw new IllegalArgumentException("the proxy \"" + address + "\" names no host");
    }
    int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
    return List.of(
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException problem) {
    // The download reports it.
  }

  /** Whether {@code no_proxy} lists the host, a domain it is in, or everything. */
  private boolean excepted(String host) {
    for (String entry : variable("no_proxy").split(",", -1)) {
      String domain = entry.strip().replaceFirst("^\\*?\\.", "").replaceFirst(":\\d+$", "");
      if (domain.equals("*")
          || (!domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain)))) {
        return true;
      }
    }
    return false;
  }

  private String variable(String name) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : value;
  }
}
