package dev.graft.app.cli.run;

import dev.graft.app.cli.results.RunFolder;
import dev.graft.app.watch.LivePlan;
import dev.graft.app.watch.TrainedOn;
import dev.graft.backbone.Stage;
import dev.graft.data.Dataset;
import dev.graft.data.source.ValidateOn;
import dev.graft.train.record.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** What a page is told of an experiment before it begins. */
record WatchedPlan(Experiment.Plan plan) {

  /**
   * What will be trained.
   *
   * @param resume the command that goes on with it, where one can
   */
  LivePlan of(String title, RunFolder folder, Optional<String> resume, List<RunRecord> finished) {
    Dataset data = plan.part();
    int test = data.test().map(images -> images.size()).orElse(0);
    int validation = data.validation().map(images -> images.size()).orElse(0);
    boolean onTest = plan.validateOn() == ValidateOn.TEST;
    long seed = plan.settings().seed();
    return new LivePlan(
        title,
        folder.path(),
        resume,
        plan.backbone().architecture().stages().stream().map(Stage::name).toList(),
        plan.candidates(),
        LongStream.range(seed, seed + plan.seeds()).boxed().toList(),
        new LivePlan.Images(data.train().size(), onTest ? test : validation, test),
        onTest ? "test" : "validation",
        finished);
  }

  TrainedOn images() {
    return new TrainedOn(plan.part().train(), plan.backbone().preprocessing(), plan.settings());
  }
}
