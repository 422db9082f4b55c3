package dev.graft.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What each rule of advice loses to the truly best strategy, on comparisons of small samples. */
final class AdvicePart {

  private static final String WEIGHTS = "../weights/mobilenet_v2.safetensors";
  private static final int COMPARISONS = 120;

  /** Each so many-th comparison has strategies that fine-tune. */
  private static final int TUNED = 5;

  private final Bench bench;

  AdvicePart(Bench bench) {
    this.bench = bench;
  }

  Section measure() throws IOException {
    Section section = new Section("Advice");
    Path weights = bench.options().data().resolve(WEIGHTS);
    if (!bench.hasCifar() || !Files.exists(weights)) {
      return section.text(
          "Not measured: it needs CIFAR-10's images and MobileNetV2's weights beside `--data`.");
    }
    var arguments = new ArrayList<Object>();
    arguments.add(weights.toAbsolutePath());
    arguments.add(bench.precision());
    arguments.add(bench.options().count(COMPARISONS, 4));
    arguments.add(TUNED);
    arguments.add(bench.folder().resolve("advice"));
    Path cifar = bench.lessonImages();
    arguments.addAll(List.of(cifar, cifar)); // twice: two of three comparisons
    arguments.addAll(bench.flowers());
    bench.say("advice on %s comparisons".formatted(arguments.get(2)));
    Contender contender = bench.systems().graft("advice", "AdviceRegret", arguments.toArray());
    try (var worker = new WorkerProcess(contender, bench.log())) {
      List<JsonNode> all =
          StreamSupport.stream(worker.facts().get("comparisons").spliterator(), false).toList();
      return section.text(text(all)).table(table(all));
    }
  }

  private static String text(List<JsonNode> all) {
    long tuned = all.stream().filter(AdvicePart::fineTunes).count();
    long none = all.stream().filter(c -> c.get("pick").isNull()).count();
    return String.format(
        Locale.ROOT,
        """
        %d comparisons of 40 to 400 images of CIFAR-10 (2 to 10 of its classes) and of flowers, with MobileNetV2's ImageNet
        weights and the defaults of `graft compare`: `feature-extract` and `probe`, in %d of them `fine-tune` and `lp-ft` too.
        The truth is the mean accuracy of a strategy's classifiers on the images left out, 400 and more where nothing
        fine-tunes. Loss: the truly best strategy's accuracy less that of the pick, in points; the worst tenth is a mean, too.
        Without a pick (%d comparisons) there is no loss and no cost. Seconds: mean cost of what was picked.""",
        all.size(),
        tuned,
        none);
  }

  private static Table table(List<JsonNode> all) {
    Map<String, Function<JsonNode, JsonNode>> rules = new LinkedHashMap<>();
    rules.put("Graft's pick", c -> c.get("pick"));
    rules.put("version 0.1: the cheapest not told from the best", c -> c.get("before"));
    rules.put("always `probe`", c -> null);
    rules.put("always the most accurate on the test images", c -> c.get("mostAccurate"));
    var table =
        new Table("rule", "mean loss", "worst tenth", "seconds", "mean loss where some fine-tune");
    rules.forEach(
        (name, rule) -> {
          List<Double> losses = losses(all, rule);
          List<JsonNode> some = all.stream().filter(AdvicePart::fineTunes).toList();
          table.row(
              name,
              number(mean(losses)),
              number(mean(losses.subList(0, Math.max(1, losses.size() / 10)))),
              number(
                  all.stream()
                      .filter(c -> !label(c, rule).isEmpty())
                      .mapToDouble(c -> c.get("seconds").get(label(c, rule)).asDouble())
                      .average()
                      .orElse(0)),
              number(mean(losses(some, rule))));
        });
    return table;
  }

  private static boolean fineTunes(JsonNode comparison) {
    return comparison.get("truth").has("lp-ft");
  }

  private static String label(JsonNode comparison, Function<JsonNode, JsonNode> rule) {
    JsonNode label = rule.apply(comparison);
    return label == null ? "probe" : label.asText("");
  }

  /** In points, the largest first. */
  private static List<Double> losses(
      List<JsonNode> comparisons, Function<JsonNode, JsonNode> rule) {
    return comparisons.stream()
        .filter(c -> !label(c, rule).isEmpty())
        .map(c -> 100 * (best(c) - c.get("truth").get(label(c, rule)).asDouble()))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static double best(JsonNode comparison) {
    return StreamSupport.stream(comparison.get("truth").spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .max()
        .orElseThrow();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(value -> value).average().orElse(0);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
