package dev.graft.app.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What the server counts, in Prometheus' text format 0.0.4. */
public final class Metrics {

  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private record Gauge(String help, LongSupplier value) {}

  private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> images = new ConcurrentSkipListMap<>();
  private final Map<String, Gauge> gauges = new LinkedHashMap<>();
  private final LongAdder answered = new LongAdder();
  private final Histogram seconds =
      new Histogram(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0);
  private final Histogram batches = new Histogram(1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 32.0);

  /** A request to that route was answered with that status. */
  void answered(String route, int status) {
    String labels = "{route=\"" + escaped(route) + "\",status=\"" + status + "\"}";
    requests.computeIfAbsent(labels, key -> new LongAdder()).increment();
    answered.increment();
  }

  public long answered() {
    return answered.sum();
  }

  /** A prediction took so long, from the request's headers to its answer. */
  public void predicted(double elapsed) {
    seconds.observe(elapsed);
  }

  /** A model computed so many images at once. */
  public void computed(String model, int count) {
    String labels = "{model=\"%s\"}".formatted(escaped(model));
    images.computeIfAbsent(labels, key -> new LongAdder()).add(count);
    batches.observe(count);
  }

  /** Something that is so many at any time; before the server starts. */
  public void gauge(String name, String help, LongSupplier value) {
    gauges.put(name, new Gauge(help, value));
  }

  public String text() {
    var out = new StringBuilder();
    counter(out, "graft_requests_total", "Answered requests.", requests);
    counter(out, "graft_images_total", "Images a model computed.", images);
    seconds.write(out, "graft_predict_seconds", "From a prediction's headers to its answer.");
    batches.write(out, "graft_batch_images", "Images that were computed together.");
    gauges.forEach(
        (name, gauge) -> {
          out.append("# HELP %s %s\n# TYPE %s gauge\n".formatted(name, gauge.help(), name));
          out.append(name + " " + gauge.value().getAsLong() + "\n");
        });
    return out.toString();
  }

  private static void counter(
      StringBuilder out, String name, String help, Map<String, LongAdder> values) {
    out.append("# HELP %s %s\n# TYPE %s counter\n".formatted(name, help, name));
    values.forEach((labels, value) -> out.append(name + labels + " " + value.sum() + "\n"));
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
