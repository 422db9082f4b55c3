package dev.graft.app.watch;

import dev.graft.backbone.Architecture;
import dev.graft.compare.record.Candidate;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.Event;
import dev.graft.train.strategy.Strategy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a training would tell, made up. */
final class Told {

  static final int IMAGES = 100;

  private Told() {}

  /** So many seeds of these strategies, three epochs each where they say nothing else. */
  static LivePlan plan(Path folder, int seeds, String... strategies) {
    var rates = new Strategy.Rates(3, 1e-3, 1e-4);
    return new LivePlan(
        "Comparison on <trees>",
        folder,
        Optional.of("./graft compare --resume " + folder),
        List.of("stem", "layer1", "layer2", "layer3", "layer4", "pool"),
        List.of(strategies).stream()
            .map(name -> Candidate.parse(name, Architecture.named("resnet18"), rates))
            .toList(),
        seeds == 1 ? List.of(0L) : List.of(0L, 1L),
        new LivePlan.Images(IMAGES, 20, 40),
        "validation",
        List.of());
  }

  static Event started(String label, long seed, int epochs) {
    return new Event.RunStarted(label, seed, List.of(), 5_130, 11_181_642, epochs);
  }

  static Event step(int epoch, int images, double loss) {
    return new Event.Progress(Event.Work.TRAINING, epoch, images, IMAGES, OptionalDouble.of(loss));
  }

  static EpochRecord record(int number, double accuracy) {
    return new EpochRecord(
        number,
        1 - accuracy,
        OptionalDouble.of(accuracy),
        OptionalDouble.of(1.1 - accuracy),
        Optional.of(Temperature.NONE),
        OptionalDouble.of(1.1 - accuracy),
        OptionalDouble.empty(),
        2,
        0.5,
        50);
  }

  static Event epoch(String label, int number, double accuracy) {
    return new Event.EpochDone(label, record(number, accuracy));
  }
}
