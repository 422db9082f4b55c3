package dev.graft.app.report.json;

import dev.graft.app.report.Guesses;
import dev.graft.app.report.text.Showcase;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Criteria;
import dev.graft.compare.record.Environment;
import dev.graft.compare.record.Tuning;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.MeasuredSpeed;
import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.features.FeaturePlot;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import dev.graft.train.record.StageParameters;
import dev.graft.train.record.StepTimes;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;

/** Records of comparisons that nobody ran. */
public final class Records {

  /** Names as nobody should choose them. */
  public static final List<String> CLASSES =
      List.of("oak", "a|b", "<script>alert(1)</script>", "\"quoted\" & 'odd'", "elm", "yew");

  public static final int IMAGES = 240;

  private Records() {}

  /** Three strategies with so many seeds, all tested; fine-tune is clearly the best. */
  public static ComparisonRecord comparison(int seeds) {
    var rates = new Strategy.Rates(3, 1e-3, 1e-4);
    var runs = new ArrayList<RunRecord>();
    for (long seed = 0; seed < seeds; seed++) {
      runs.add(
          run(
              Strategy.featureExtract(Architecture.named("resnet18"), rates),
              seed,
              5_130,
              0.62,
              8));
      runs.add(
          run(
              Strategy.partial(Architecture.named("resnet18"), "layer4", rates),
              seed,
              8_398_858,
              0.71,
              30));
      runs.add(
          run(
              Strategy.fineTune(Architecture.named("resnet18"), rates),
              seed,
              11_181_642,
              0.93,
              95));
    }
    return of(runs, seeds, true);
  }

  /** The same before its last run. */
  public static ComparisonRecord unfinished() {
    ComparisonRecord whole = comparison(1);
    return of(whole.runs().subList(0, 2), 1, false);
  }

  /** Without any run. */
  public static ComparisonRecord empty() {
    return of(List.of(), 1, false);
  }

  /** One strategy, no test images and nothing watched. */
  public static ComparisonRecord untested() {
    RunRecord run = comparison(1).runs().get(0);
    var epochs =
        run.epochs().stream()
            .map(
                e ->
                    new EpochRecord(
                        e.epoch(),
                        e.trainLoss(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        e.seconds(),
                        0,
                        e.imagesPerSecond()))
            .toList();
    var bare =
        new RunRecord(
            run.label(),
            run.strategy(),
            0,
            run.trainableParameters(),
            run.totalParameters(),
            run.stages(),
            epochs,
            1,
            0,
            "none",
            "",
            "",
            false,
            run.secondsPerEpoch(),
            run.totalSeconds(),
            0,
            0,
            Optional.empty(),
            0);
    return of(List.of(bare), 1, true);
  }

  /** The same images and machine with other settings. */
  public static ComparisonRecord with(ComparisonRecord record, OptimizerSettings optimizer) {
    TrainSettings settings = record.settings();
    return new ComparisonRecord(
        record.started(),
        record.data(),
        record.model(),
        new TrainSettings(
            optimizer,
            settings.batchSize(),
            settings.schedule(),
            0.1,
            settings.augmentation(),
            settings.seed(),
            settings.resources()),
        record.seeds(),
        record.environment(),
        record.notes(),
        record.criteria(),
        record.tuning(),
        record.runs(),
        record.complete());
  }

  /** The same images and machine with rates that were looked for; a short run diverged. */
  public static ComparisonRecord tuned() {
    ComparisonRecord record = comparison(1);
    var tuning =
        new Tuning(
            List.of(new Tuning.Choice("fine-tune", 1e-3, 1e-4, 3, "the best of 2 rates tried")),
            List.of(
                new Tuning.Trial("fine-tune", 1e-1, 1e-2, 640, Double.POSITIVE_INFINITY, 0, 4.25),
                new Tuning.Trial("fine-tune", 1e-3, 1e-4, 640, 0.75, 0.8125, 5.5)),
            12.5);
    return new ComparisonRecord(
        record.started(),
        record.data(),
        record.model(),
        record.settings(),
        record.seeds(),
        record.environment(),
        record.notes(),
        record.criteria(),
        Optional.of(tuning),
        record.runs(),
        true);
  }

  /** These runs on the same images and machine. */
  public static ComparisonRecord of(List<RunRecord> runs, int seeds, boolean complete) {
    var probe =
        new MeasuredSpeed(
            List.of(
                new MeasuredSpeed.Rate(Precision.FLOAT32, 2, 30.5, 20.25),
                new MeasuredSpeed.Rate(Precision.BFLOAT16, 2, 61.5, 40.125)));
    return new ComparisonRecord(
        Instant.parse("2026-01-02T03:04:05.678Z"),
        new ComparisonRecord.Data(
            "trees", "in/<trees>", "f".repeat(64), CLASSES, 900, 100, IMAGES, 2),
        new ComparisonRecord.Model(
            "resnet18",
            new Backbone.Provenance("file w.pth", "unknown", "a".repeat(64)),
            Preprocessing.imageNet()),
        TrainSettings.defaults()
            .withBatchSize(32)
            .withSchedule(Schedule.constant())
            .withResources(Resources.defaults().withCompute(Compute.of(2, Precision.FLOAT32))),
        LongStream.range(0, seeds).boxed().toList(),
        new Environment(
            "1", "2.10.0", "17", "Linux", "a processor", 2, 2, 8L << 30, Optional.of(probe)),
        List.of("2 images < 3 are in more than one split"),
        Criteria.defaults(),
        Optional.empty(),
        runs,
        complete);
  }

  private static RunRecord run(
      Strategy strategy, long seed, long trainable, double accuracy, double seconds) {
    long all = 11_181_642;
    return new RunRecord(
        strategy.name(),
        strategy,
        seed,
        trainable,
        all,
        stages(all, trainable),
        epochs(strategy, seed, accuracy),
        strategy.epochs(),
        0,
        "validation",
        "b".repeat(64),
        "frozen stages computed once per view",
        seed > 0,
        seconds / 3.5,
        seconds,
        seed > 0 ? 1.25 : 0,
        1_200_000_000,
        Optional.of(Guesses.evaluation(accuracy, strategy.name().hashCode() + seed)),
        0);
  }

  private static List<StageParameters> stages(long all, long trainable) {
    var stages = new ArrayList<StageParameters>();
    for (String name : List.of("stem", "layer1", "layer2", "layer3", "layer4", "pool")) {
      stages.add(new StageParameters(name, 100, 0));
    }
    stages.add(new StageParameters("head", all - 600, trainable));
    return stages;
  }

  private static List<EpochRecord> epochs(Strategy strategy, long seed, double accuracy) {
    var epochs = new ArrayList<EpochRecord>();
    for (int epoch = 1; epoch <= strategy.epochs(); epoch++) {
      double reached = accuracy - 0.2 / epoch + 0.01 * seed;
      epochs.add(
          new EpochRecord(
              epoch,
              1.9 - reached,
              OptionalDouble.of(reached),
              OptionalDouble.of(1.8 - reached),
              Optional.of(new Temperature(1.1, 0.08, 200)),
              OptionalDouble.of(1.7 - reached),
              OptionalDouble.empty(),
              3.3,
              0.4,
              270,
              epoch == 1
                  ? Optional.empty()
                  : Optional.of(
                      new StepTimes(0, 27.5, 0.12, 0.11875, 0.13, OptionalDouble.of(1.25)))));
    }
    return epochs;
  }

  /** Pictures, hostile names and a map for {@code record}. */
  public static ReportMaterial material(ComparisonRecord record) {
    var names = new HashMap<Integer, String>();
    var thumbnails = new HashMap<Integer, String>();
    for (int i : Showcase.of(record)) {
      names.put(i, "test/<b>" + i + "</b>.png");
      thumbnails.put(i, jpeg(i));
    }
    var random = new SplittableRandom(5);
    var points = new ArrayList<FeaturePlot.Point>();
    for (int i = 0; i < IMAGES; i++) {
      int k = i % CLASSES.size();
      int line = k / 3;
      points.add(new FeaturePlot.Point(i, k % 3 + random.nextDouble(), line + random.nextDouble()));
    }
    return new ReportMaterial(
        record.data().fingerprint(),
        "graft compare 'in/<trees>' --epochs 3",
        names,
        thumbnails,
        Optional.of(new FeaturePlot(points, 0.3, 0.2)));
  }

  private static String jpeg(int i) {
    var image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    var pen = image.createGraphics();
    pen.setColor(Color.getHSBColor(0.025f * i, 0.5f, 0.7f));
    pen.fillRect(0, 0, 64, 48);
    pen.dispose();
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpeg", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
