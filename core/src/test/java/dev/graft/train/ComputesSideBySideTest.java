package dev.graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.OptimizerSettings;
import dev.graft.torch.Precision;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Prediction;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings with other threads, precisions and seeds at the same time in one process. */
@Tag("precision")
class ComputesSideBySideTest {

  private static final int BATCH = 24;
  private static final ImageSource IMAGES = Tiny.images(2 * BATCH, 1);
  private static final ImageSource WATCHED = Tiny.images(9, 2);

  @TempDir Path folder;

  /** A training; MobileNetV2 has dropout. */
  private record Work(
      String architecture,
      String strategy,
      Phase.Statistics statistics,
      Compute compute,
      long seed) {}

  /** All that came of one, to the bit. */
  private record Came(
      String weights, List<Double> losses, double accuracy, Prediction prediction) {}

  @Test
  void eachGivesTheNumbersThatItGivesAlone() throws Exception {
    // In bfloat16 with fixed statistics threads share a step out.
    Precision other =
        ProcessorSupport.lacks(Precision.BFLOAT16).isEmpty()
            ? Precision.BFLOAT16
            : Precision.FLOAT32;
    List<Work> works =
        List.of(
            new Work(
                "mobilenet_v2",
                "fine-tune",
                Phase.Statistics.MOVE_WHERE_UNFROZEN,
                Compute.of(1, Precision.FLOAT32),
                5),
            new Work(
                "mobilenet_v2",
                "feature-extract",
                Phase.Statistics.FIXED,
                Compute.of(2, Precision.FLOAT32),
                6),
            new Work("resnet18", "fine-tune", Phase.Statistics.FIXED, Compute.of(3, other), 7));
    var alone = new ArrayList<Came>();
    for (Work work : works) {
      alone.add(run(work));
    }
    assertThat(alone).doesNotHaveDuplicates();
    var threads = Executors.newFixedThreadPool(works.size());
    try {
      var pending = new ArrayList<Future<Came>>();
      for (Work work : works) {
        pending.add(threads.submit(() -> run(work)));
      }
      for (int i = 0; i < works.size(); i++) {
        assertThat(pending.get(i).get()).as(works.get(i).toString()).isEqualTo(alone.get(i));
      }
    } finally {
      threads.shutdown();
    }
  }

  private Came run(Work work) throws IOException {
    var settings =
        new TrainSettings(
            OptimizerSettings.AdamW.defaults(),
            BATCH,
            Schedule.constant(),
            0,
            Augmentation.flip(),
            work.seed(),
            Resources.defaults().withCompute(work.compute()));
    Architecture architecture = Architecture.named(work.architecture());
    Strategy strategy =
        Strategy.named(
            work.strategy(), architecture, new Strategy.Rates(2, 1e-2, 1e-3, work.statistics()));
    var watched = new Trainer.Watched("validation", WATCHED);
    Path own = Files.createTempDirectory(folder, "run");
    try (Backbone backbone = Tiny.backbone(architecture, own);
        var trainer = new Trainer(IMAGES, Optional.of(watched), backbone, settings, event -> {});
        Classifier classifier =
            trainer.train(work.strategy(), strategy, work.seed()).classifier()) {
      return came(trainer, strategy, work, classifier);
    }
  }

  private static Came came(Trainer trainer, Strategy strategy, Work work, Classifier classifier) {
    Trainer.Result again = trainer.train(work.strategy(), strategy, work.seed());
    try (Classifier same = again.classifier()) {
      String weights = same.weights().sha256(same.weights().names());
      assertThat(classifier.weights().sha256(classifier.weights().names())).isEqualTo(weights);
      return new Came(
          weights,
          again.run().epochs().stream().map(EpochRecord::trainLoss).toList(),
          classifier.evaluate("validation", WATCHED).accuracy(),
          classifier.predict(WATCHED.image(0)));
    }
  }
}
