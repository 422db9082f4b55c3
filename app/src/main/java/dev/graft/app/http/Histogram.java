package dev.graft.app.http;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Observations by size, for Prometheus. */
final class Histogram {

  private final List<Double> bounds;
  private final List<LongAdder> counts; // the last: above all bounds
  private final DoubleAdder sum = new DoubleAdder();

  /** Upper bounds, ascending. */
  Histogram(Double... bounds) {
    this.bounds = List.of(bounds);
    this.counts =
        java.util.stream.Stream.generate(LongAdder::new).limit(bounds.length + 1).toList();
  }

  void observe(double value) {
    int at = 0;
    while (at < bounds.size() && value > bounds.get(at)) {
      at++;
    }
    counts.get(at).increment();
    sum.add(value);
  }

  /** Lines of the text format 0.0.4. */
  void write(StringBuilder out, String name, String help) {
    out.append("# HELP %s %s\n# TYPE %s histogram\n".formatted(name, help, name));
    long total = 0;
    for (int i = 0; i < counts.size(); i++) {
      total += counts.get(i).sum();
      String bound = i < bounds.size() ? bounds.get(i).toString() : "+Inf";
      out.append(name + "_bucket{le=\"" + bound + "\"} " + total + "\n");
    }
    out.append(String.format(Locale.ROOT, "%s_sum %.6f\n", name, sum.sum()));
    out.append(name + "_count " + total + "\n");
  }
}
