package dev.graft.backbone.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {

  private static String proxyFor(String uri, Map<String, String> environment) {
    Proxy proxy = new Proxies(environment).select(URI.create(uri)).get(0);
    return proxy.address() instanceof InetSocketAddress address
        ? address.getHostString() + ":" + address.getPort()
        : "none";
  }

  @Test
  void schemeChoosesTheVariable() {
    Map<String, String> environment =
        Map.of("http_proxy", "http://plain:3128", "HTTPS_PROXY", "secure:8080");
    assertThat(proxyFor("http://example.org/x", environment)).isEqualTo("plain:3128");
    assertThat(proxyFor("https://example.org/x", environment)).isEqualTo("secure:8080");
    assertThat(proxyFor("https://example.org/x", Map.of("all_proxy", "http://any")))
        .isEqualTo("any:80");
    assertThat(proxyFor("https://example.org/x", Map.of())).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource({
    "example.org, none",
    "'a.com, .example.org', none",
    "*, none",
    "*.example.org, none",
    "example.org:443, none",
    "ample.org, p:1",
    "other.org, p:1"
  })
  void exceptionsAreHostsAndDomains(String exceptions, String expected) {
    Map<String, String> environment = Map.of("https_proxy", "p:1", "no_proxy", exceptions);
    assertThat(proxyFor("https://files.example.org/x", environment)).isEqualTo(expected);
  }

  @Test
  void nonsenseIsNamed() {
    assertThatThrownBy(() -> proxyFor("http://example.org", Map.of("http_proxy", "http://:1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("names no host");
  }
}
