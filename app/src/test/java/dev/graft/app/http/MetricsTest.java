package dev.graft.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

final class MetricsTest {

  @Test
  void programsReadThemInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("fa-IR")); // whose digits are others
      var metrics = new Metrics();
      metrics.answered("/v1/predict", 200);
      metrics.predicted(0.02);
      metrics.computed("m", 12);
      metrics.gauge("graft_connections", "Connections open now.", () -> 1234);
      assertThat(metrics.text())
          .doesNotContainPattern("[^\\x00-\\x7f]")
          .contains(
              "graft_requests_total{route=\"/v1/predict\",status=\"200\"} 1\n",
              "graft_images_total{model=\"m\"} 12\n",
              "graft_batch_images_bucket{le=\"16.0\"} 1\n",
              "graft_batch_images_count 1\n",
              "graft_connections 1234\n");
      assertThat(Problem.tooLarge(20_000).detail()).contains("20,000");
    } finally {
      Locale.setDefault(before);
    }
  }
}
