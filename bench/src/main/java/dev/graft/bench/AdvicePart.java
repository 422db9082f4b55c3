package dev.graft.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What each rule of advice loses to the truly best strategy, on comparisons of small samples. */
final class AdvicePart {

  private static final String WEIGHTS = "../weights/mobilenet_v2.safetensors";
  private static final int COMPARISONS = 120;

  /** Each so many-th comparison has strategies that fine-tune. */
  private static final int TUNED = 5;

  /** What is taken where nothing is picked. */
  private static final String NOTHING = "";

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
    return String.format(
        Locale.ROOT,
        """
        %d comparisons of 40 to 400 images of CIFAR-10 (2 to 10 of its classes) and of flowers, with MobileNetV2's ImageNet
        weights and the defaults of `graft compare`: `feature-extract` and `probe`, in %d of them `fine-tune` and `lp-ft` too.
        The truth is the mean accuracy of a strategy's classifiers on the images left out, 400 and more where nothing
        fine-tunes. Loss: the truly best strategy's accuracy less that of the pick, in points; the worst tenth is a mean, too.
        Seconds: mean cost of what was picked. All rules are on the comparisons where Graft picks. In %d it picks nothing; the
        last row is of all comparisons, and takes nothing for always naming the most frequent class of the sample, by the true
        accuracy of that.""",
        all.size(),
        tuned,
        all.size() - picked(all).size());
  }

  private static List<JsonNode> picked(List<JsonNode> all) {
    return all.stream().filter(c -> !c.get("pick").isNull()).toList();
  }

  /** What each rule loses, by what the worker tells of each comparison. */
  static Table table(List<JsonNode> all) {
    List<JsonNode> picked = picked(all);
    var table =
        new Table(
            "rule",
            "comparisons",
            "mean loss",
            "worst tenth",
            "seconds",
            "mean loss where some fine-tune");
    row(table, "Graft's pick", picked, c -> c.get("pick").asText());
    row(
        table,
        "version 0.1: the cheapest not told from the best",
        picked,
        c -> c.get("before").asText());
    row(table, "always `probe`", picked, c -> "probe");
    row(
        table,
        "always the most accurate on the test images",
        picked,
        c -> c.get("mostAccurate").asText());
    row(
        table,
        "Graft's pick, or else the most frequent class",
        all,
        c -> c.get("pick").asText(NOTHING));
    return table;
  }

  private static void row(
      Table table, String name, List<JsonNode> comparisons, Function<JsonNode, String> rule) {
    List<Double> losses = losses(comparisons, rule);
    List<JsonNode> some = comparisons.stream().filter(AdvicePart::fineTunes).toList();
    table.row(
        name,
        String.valueOf(losses.size()),
        number(mean(losses)),
        number(mean(losses.subList(0, Math.min(losses.size(), Math.max(1, losses.size() / 10))))),
        number(
            comparisons.stream()
                .filter(c -> !rule.apply(c).equals(NOTHING))
                .mapToDouble(c -> c.get("seconds").get(rule.apply(c)).asDouble())
                .average()
                .orElse(0)),
        number(mean(losses(some, rule))));
  }

  private static boolean fineTunes(JsonNode comparison) {
    return comparison.get("truth").has("lp-ft");
  }

  /** In points, the largest first. */
  private static List<Double> losses(List<JsonNode> comparisons, Function<JsonNode, String> rule) {
    return comparisons.stream()
        .map(c -> 100 * (best(c) - accuracy(c, rule.apply(c))))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static double accuracy(JsonNode comparison, String label) {
    return label.equals(NOTHING)
        ? comparison.get("mostFrequent").asDouble()
        : comparison.get("truth").get(label).asDouble();
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
