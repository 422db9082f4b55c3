package dev.graft.bench.work;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.Comparison;
import dev.graft.compare.Crossed;
import dev.graft.compare.advice.McNemar;
import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import dev.graft.data.Dataset;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ValidateOn;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.train.Examination;
import dev.graft.train.cache.FeatureCache;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.features.Features;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Comparisons of small samples of images, what each rule of advice would take, and what that is
 * truly worth: the accuracy of each strategy's classifiers on the images that were left out.
 */
public final class AdviceRegret {

  private static final List<String> FROZEN = List.of("feature-extract", "probe");
  private static final List<String> ALL = List.of("feature-extract", "probe", "fine-tune", "lp-ft");
  private static final int FEWEST = 40;
  private static final int MOST = 400;
  private static final int FEW_TESTED = 100;

  /** Left-out images that a backbone which learnt is run on; with a frozen one twice as many. */
  private static final int MOST_TRUTHS = 400;

  private static final double LEVEL = 0.05;

  private record Labelled(Path file, String label) {}

  private final Backbone backbone;
  private final Path folder;
  private final Resources resources;
  private final Features features;

  private AdviceRegret(Backbone backbone, Path folder, Precision precision) throws IOException {
    this.backbone = backbone;
    this.folder = folder;
    this.resources =
        Resources.defaults()
            .withPrecision(precision)
            .withFeatureCache(new FeatureCache(folder.resolve("features"), 2L << 30));
    this.features = new Features(resources, event -> {});
  }

  /**
   * WEIGHTS PRECISION COMPARISONS TUNED FOLDER IMAGES...: of each folder of images, with one folder
   * for each class, in turn; each TUNED-th comparison has strategies that fine-tune.
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[4]));
    List<List<Labelled>> pools = new ArrayList<>();
    for (int i = 5; i < args.length; i++) {
      pools.add(pool(Path.of(args[i])));
    }
    int tuned = Integer.parseInt(args[3]);
    try (Backbone backbone = Backbone.read(Architecture.named("mobilenet_v2"), Path.of(args[0]))) {
      var regret = new AdviceRegret(backbone, folder, Precision.valueOf(args[1]));
      var comparisons = new ArrayList<Map<String, Object>>();
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        List<Labelled> pool = pools.get(i % pools.size());
        long start = System.nanoTime();
        comparisons.add(regret.comparison(i, pool, i % tuned == 0 ? ALL : FROZEN));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.err.printf("comparison %d, %.1f s: %s%n", i + 1, seconds, comparisons.get(i));
      }
      regret.features.close();
      var facts =
          new LinkedHashMap<String, Object>(
              GraftFacts.of(Compute.standard().withPrecision(Precision.valueOf(args[1]))));
      facts.put("comparisons", comparisons);
      new Worker(facts).await();
    }
  }

  /** Images below any folder named by their class; those of several splits together. */
  private static List<Labelled> pool(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(png|jpg|jpeg)"))
          .sorted()
          .map(file -> new Labelled(file, String.valueOf(file.getParent().getFileName())))
          .toList();
    }
  }

  private Map<String, Object> comparison(int number, List<Labelled> pool, List<String> strategies)
      throws IOException {
    var random = new Random(number);
    List<Labelled> of = someClasses(pool, random);
    int most = Math.min(MOST, of.size() * 3 / 5);
    int size = Math.min(most, FEWEST + random.nextInt(most - FEWEST + 1));
    Path sample = csv("sample-" + number, of.subList(0, size));
    List<Labelled> left = of.subList(size, of.size());
    int many = strategies.equals(ALL) ? MOST_TRUTHS : 2 * MOST_TRUTHS;
    left = left.subList(0, Math.min(many, left.size()));
    Path rest = csv("rest-" + number, left);
    var truths = new HashMap<String, List<Double>>();
    ComparisonRecord record;
    try (Dataset data = Dataset.open(sample.toString(), DataOptions.defaults().withSeed(number));
        Dataset truth = Dataset.open(rest.toString(), whole())) {
      record =
          compared(data, number, strategies)
              .run(
                  event -> {},
                  soFar -> {},
                  (soFar, classifier) -> {
                    String label = soFar.runs().get(soFar.runs().size() - 1).label();
                    double accuracy =
                        Examination.examine(
                                classifier,
                                "truth",
                                truth.train(),
                                resources,
                                features,
                                event -> {})
                            .evaluation()
                            .accuracy();
                    truths.computeIfAbsent(label, l -> new ArrayList<>()).add(accuracy);
                  });
    }
    Map<String, Double> truth =
        truths.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    e -> e.getValue().stream().mapToDouble(a -> a).average().orElseThrow()));
    Map<String, Object> facts = facts(record, size, left.size(), truth);
    facts.put("mostFrequent", mostFrequent(of.subList(0, size), left));
    return facts;
  }

  /** The share, among the images left out, of the class that is most frequent in the sample. */
  private static double mostFrequent(List<Labelled> sample, List<Labelled> left) {
    Map<String, Long> counts =
        sample.stream().collect(Collectors.groupingBy(Labelled::label, Collectors.counting()));
    String name =
        Collections.max(counts.entrySet(), Map.Entry.<String, Long>comparingByValue()).getKey();
    long named = left.stream().filter(image -> image.label().equals(name)).count();
    return (double) named / left.size();
  }

  private Comparison compared(Dataset data, int seed, List<String> strategies) throws IOException {
    Strategy.Rates rates = Strategy.Rates.defaults();
    Comparison.Options options = Comparison.Options.defaults();
    if (data.test().orElseThrow().size() < FEW_TESTED) {
      options = options.withCrossed(Crossed.asTimeAllows(data.folds(5, seed)));
    }
    return new Comparison(
        data,
        backbone,
        strategies.stream()
            .map(name -> Candidate.parse(name, backbone.architecture(), rates))
            .toList(),
        TrainSettings.defaults().withSeed(seed).withResources(resources),
        ValidateOn.VALIDATION,
        1,
        options);
  }

  /** Two to ten of the classes, in an order of their own. */
  private static List<Labelled> someClasses(List<Labelled> pool, Random random) {
    List<String> classes = new ArrayList<>(pool.stream().map(Labelled::label).distinct().toList());
    Collections.shuffle(classes, random);
    int count = 2 + random.nextInt(classes.size() - 1);
    List<String> chosen = classes.subList(0, count);
    List<Labelled> images =
        new ArrayList<>(pool.stream().filter(image -> chosen.contains(image.label())).toList());
    Collections.shuffle(images, random);
    // Every class has some of the first images, which are the sample.
    var first = new ArrayList<Labelled>();
    for (String name : chosen) {
      images.stream().filter(image -> image.label().equals(name)).limit(3).forEach(first::add);
    }
    images.removeAll(first);
    first.addAll(images);
    return first;
  }

  private Path csv(String name, List<Labelled> images) throws IOException {
    Path file = folder.resolve(name + ".csv");
    Files.writeString(
        file,
        images.stream()
            .map(image -> image.file().toAbsolutePath() + "," + image.label())
            .collect(Collectors.joining("\n", "path,label\n", "\n")));
    return file;
  }

  private static DataOptions whole() {
    return DataOptions.defaults().withTestFraction(0).withValidationFraction(0);
  }

  private static Map<String, Object> facts(
      ComparisonRecord record, int size, int left, Map<String, Double> truth) {
    List<Summary> rows = Summary.of(record.runs());
    Optional<String> pick = Recommendation.of(record).flatMap(Recommendation::pick);
    var facts = new LinkedHashMap<String, Object>();
    facts.put("images", size);
    facts.put("classes", record.data().classNames().size());
    facts.put("left", left);
    facts.put("tested", record.data().test());
    facts.put("truth", truth);
    facts.put(
        "measured",
        rows.stream().collect(Collectors.toMap(Summary::label, AdviceRegret::accuracy)));
    facts.put("seconds", rows.stream().collect(Collectors.toMap(Summary::label, Summary::cost)));
    facts.put("pick", pick.orElse(null));
    facts.put("before", before(rows).label());
    facts.put("mostAccurate", most(rows).label());
    return facts;
  }

  private static Summary most(List<Summary> rows) {
    return rows.stream()
        .max(Comparator.comparingDouble(AdviceRegret::accuracy).thenComparing(Summary::cost))
        .orElseThrow();
  }

  private static double accuracy(Summary row) {
    return row.testAccuracy().orElseThrow();
  }

  /** The rule of version 0.1: the cheapest of all that McNemar's test cannot tell from the best. */
  private static Summary before(List<Summary> rows) {
    Summary most = most(rows);
    double threshold = LEVEL / (rows.size() - 1);
    return rows.stream()
        .filter(row -> row.equals(most) || p(most.tests().get(0), row.tests().get(0)) >= threshold)
        .min(Comparator.comparingDouble(Summary::cost))
        .orElseThrow();
  }

  private static double p(Evaluation first, Evaluation second) {
    int both = Math.min(first.total(), second.total());
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int i = 0; i < both; i++) {
      onlyFirst += first.isRight(i) && !second.isRight(i) ? 1 : 0;
      onlySecond += second.isRight(i) && !first.isRight(i) ? 1 : 0;
    }
    return new McNemar(onlyFirst, onlySecond).exactP();
  }
}
