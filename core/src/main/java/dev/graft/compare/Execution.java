package dev.graft.compare;

import dev.graft.backbone.Backbone;
import dev.graft.compare.advice.Pick;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Continuation;
import dev.graft.compare.search.TrialVoice;
import dev.graft.compare.summary.Summary;
import dev.graft.data.Dataset;
import dev.graft.data.source.ImageSource;
import dev.graft.train.Checkpoints;
import dev.graft.train.Classifier;
import dev.graft.train.Examination;
import dev.graft.train.Trainer;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.features.Features;
import dev.graft.train.record.Event;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A comparison under way: its runs, one after the other. */
final class Execution {

  private final Comparison comparison;
  private final Features features;
  private final Consumer<Event> events;
  private final Consumer<ComparisonRecord> soFar;
  private final BiConsumer<ComparisonRecord, Classifier> trained;
  private final Continuation continuation;
  private final List<RunRecord> runs = new ArrayList<>();

  private final OutOfFoldScores outOfFold;

  private ComparisonRecord record;

  private Group group; // whose turn it is
  private Backbone backbone; // its own

  Execution(
      Comparison comparison,
      Features features,
      Consumer<Event> events,
      Consumer<ComparisonRecord> soFar,
      BiConsumer<ComparisonRecord, Classifier> trained,
      Continuation continuation) {
    this.comparison = comparison;
    this.features = features;
    this.events = events;
    this.soFar = soFar;
    this.trained = trained;
    this.continuation = continuation;
    this.record = comparison.blank(continuation.started());
    this.outOfFold =
        new OutOfFoldScores(comparison.seeds().get(0), comparison.options().whole().isPresent());
  }

  ComparisonRecord run() {
    List<Group> groups = comparison.groups();
    for (int i = 0; i < groups.size(); i++) {
      boolean last = i == groups.size() - 1;
      turn(groups.get(i), () -> all(last));
    }
    comparison.options().crossed().ifPresent(this::finish);
    return record;
  }

  private void turn(Group next, Runnable work) {
    next.with(
        open -> {
          group = next;
          backbone = open;
          work.run();
        });
  }

  /** All runs of the group. */
  private void all(boolean last) {
    Optional<Crossed> crossed = comparison.options().crossed();
    if (crossed.isPresent()) {
      cross(crossed.get(), last);
      return;
    }
    var voice = new TrialVoice(events);
    try (var trainer = trainer(comparison.data(), voice)) {
      Found found = Found.of(comparison, group, trainer, voice);
      record = found.tuning().map(record::with).orElse(record);
      all(trainer, comparison.data(), 0, found.candidates(), last);
    }
  }

  private Trainer trainer(Dataset part, Consumer<Event> voice) {
    return new Trainer(
        part.train(), comparison.watched(part), backbone, comparison.settings(), features, voice);
  }

  /**
   * Everyone on the first fold; then the cheap ones on the others, and the dear ones as time
   * allows.
   */
  private void cross(Crossed crossed, boolean last) {
    List<Dataset> parts = crossed.folds().parts();
    List<Candidate> cheap = ofKind(true);
    List<Candidate> dear = ofKind(false);
    fold(parts.get(0), 1, group.candidates(), last && parts.size() == 1);
    for (int fold = 2; fold <= parts.size() && !cheap.isEmpty(); fold++) {
      fold(parts.get(fold - 1), fold, cheap, false);
    }
    double left = crossed.allowance(secondsOf(group.candidates(), 1));
    int fold = 2;
    for (; fold <= parts.size() && !dear.isEmpty(); fold++) {
      if (secondsOf(dear, fold - 1) > left) {
        break;
      }
      fold(parts.get(fold - 1), fold, dear, false);
      left -= secondsOf(dear, fold);
    }
    if (!dear.isEmpty() && fold <= parts.size()) {
      record = record.withNote(partly(dear, fold - 1, parts.size(), secondsOf(dear, fold - 1)));
    }
  }

  /** All folds are tested: the pick is known. */
  private void finish(Crossed crossed) {
    boolean more = crossed.folds().parts().size() > 1;
    if (more) {
      record = record.with(runs, true);
    }
    Optional<Candidate> pick =
        comparison.options().whole().flatMap(wanted -> forAllImages(crossed));
    if (pick.isPresent() && outOfFold.of(pick.get().label(), record).isEmpty()) {
      record = record.withNote(OutOfFoldScores.lost(pick.get().label()));
    }
    if (more) {
      soFar.accept(record);
    }
    pick.ifPresent(
        p ->
            turn(
                groupOf(p.label()),
                () -> whole(crossed, p, comparison.options().whole().orElseThrow())));
  }

  /** The pick, unless another training of it takes more time than was given. */
  private Optional<Candidate> forAllImages(Crossed crossed) {
    return Pick.of(record).run().stream()
        .flatMap(
            run ->
                groupOf(run.label()).candidates().stream()
                    .filter(c -> c.label().equals(run.label())))
        .filter(candidate -> crossed.isSure(candidate, groupOf(candidate.label()).enough()))
        .findFirst();
  }

  private Group groupOf(String label) {
    return comparison.groups().stream()
        .filter(each -> each.candidates().stream().anyMatch(c -> c.label().equals(label)))
        .findFirst()
        .orElseThrow();
  }

  /** The pick once more, on all images but those that validate. */
  private void whole(Crossed crossed, Candidate pick, BiConsumer<RunRecord, Classifier> wanted) {
    Dataset all = crossed.folds().whole();
    int validating = all.validation().map(ImageSource::size).orElse(0);
    events.accept(new Event.AllImages(pick.label(), all.train().size(), validating));
    try (var trainer = trainer(all, events)) {
      Trainer.Result result = whole(trainer, pick.label(), pick.strategy());
      try (var classifier = result.classifier()) {
        Evaluation crossValidated = Summary.named(Summary.of(runs), pick.label()).tests().get(0);
        wanted.accept(result.run().withTest(crossValidated), classifier);
      }
    }
  }

  private Trainer.Result whole(Trainer trainer, String label, Strategy strategy) {
    long seed = comparison.seeds().get(0);
    return outOfFold
        .of(label, record)
        .map(said -> trainer.train(label, strategy, seed, said.outOfFoldTemperature()))
        .orElseGet(() -> trainer.train(label, strategy, seed));
  }

  private List<Candidate> ofKind(boolean cheap) {
    return group.candidates().stream()
        .filter(candidate -> Crossed.isCheap(candidate, group.enough()) == cheap)
        .toList();
  }

  private static String partly(List<Candidate> dear, int done, int folds, double seconds) {
    return String.format(
        Locale.ROOT,
        "%s: %d of %d folds, since each takes %.0f s; --folds %d tests them on all",
        String.join(", ", dear.stream().map(Candidate::label).toList()),
        done,
        folds,
        seconds,
        folds);
  }

  private double secondsOf(List<Candidate> candidates, int fold) {
    return runs.stream()
        .filter(run -> run.fold() == fold)
        .filter(run -> candidates.stream().anyMatch(c -> c.label().equals(run.label())))
        .mapToDouble(RunRecord::totalSeconds)
        .sum();
  }

  private void fold(Dataset part, int number, List<Candidate> candidates, boolean last) {
    int folds = comparison.options().crossed().orElseThrow().folds().size();
    if (!isFinished(number, candidates)) {
      events.accept(new Event.FoldStarted(number, folds));
    }
    try (var trainer = trainer(part, events)) {
      all(trainer, part, number, candidates, last);
    }
  }

  private boolean isFinished(int fold, List<Candidate> candidates) {
    return comparison.seeds().stream()
        .allMatch(
            seed ->
                candidates.stream()
                    .allMatch(c -> continuation.finished(c.label(), seed, fold).isPresent()));
  }

  /** Every candidate with every seed. */
  private void all(
      Trainer trainer, Dataset part, int fold, List<Candidate> candidates, boolean last) {
    int before = runs.size();
    int wanted = comparison.seeds().size() * candidates.size();
    for (long seed : comparison.seeds()) {
      for (Candidate candidate : candidates) {
        boolean complete = last && runs.size() + 1 - before == wanted;
        Optional<RunRecord> finished = continuation.finished(candidate.label(), seed, fold);
        if (finished.isPresent()) {
          runs.add(finished.get());
          outOfFold.find(finished.get(), continuation.place());
          record = record.with(runs, complete);
        } else {
          one(trainer, part, fold, candidate, seed, complete);
        }
      }
    }
  }

  private void one(
      Trainer trainer, Dataset part, int fold, Candidate candidate, long seed, boolean complete) {
    Optional<Checkpoints> place = continuation.place().of(candidate.label(), seed, fold);
    Trainer.Result result = trainer.train(candidate.label(), candidate.strategy(), seed, place);
    try (var classifier = result.classifier()) {
      runs.add(tested(charged(result.run(), part).withFold(fold), part, classifier));
      record = record.with(runs, complete);
      trained.accept(record, classifier);
    }
    soFar.accept(record);
  }

  /**
   * What an earlier command computed of a backbone is charged at the speed that was measured of it:
   * the pick does not depend on what is cached.
   */
  private RunRecord charged(RunRecord run, Dataset part) {
    boolean isKnown = !run.foundFeatures() || run.foundSeconds() > 0;
    if (isKnown || group.secondsPerImage().isEmpty()) {
      return run;
    }
    int views = comparison.settings().augmentation().views().orElse(1);
    int watched = comparison.watched(part).map(split -> split.images().size()).orElse(0);
    int images = views * part.train().size() + watched;
    return run.withFoundSeconds(images * group.secondsPerImage().getAsDouble());
  }

  private RunRecord tested(RunRecord run, Dataset part, Classifier classifier) {
    if (part.test().isEmpty()) {
      return run;
    }
    ImageSource images = part.test().get();
    Examination.Examined examined =
        Examination.examine(
            classifier, "test", images, comparison.settings().resources(), features, events);
    outOfFold.add(run, examined.scores(), continuation.place());
    return run.withTest(examined.evaluation());
  }
}
