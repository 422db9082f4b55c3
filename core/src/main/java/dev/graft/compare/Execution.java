package dev.graft.compare;

import dev.graft.compare.advice.Pick;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Continuation;
import dev.graft.compare.record.Tuning;
import dev.graft.compare.search.Search;
import dev.graft.compare.search.TrialVoice;
import dev.graft.compare.search.Trials;
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
    Optional<Crossed> crossed = comparison.options().crossed();
    if (crossed.isPresent()) {
      cross(crossed.get());
    } else {
      var voice = new TrialVoice(events);
      try (var trainer = trainer(comparison.data(), voice)) {
        Found found = found(trainer, voice);
        record = found.tuning().map(record::with).orElse(record);
        all(trainer, comparison.data(), 0, found.candidates(), true);
      }
    }
    return record;
  }

  private Trainer trainer(Dataset part, Consumer<Event> voice) {
    return new Trainer(
        part.train(),
        comparison.watched(part),
        comparison.backbone(),
        comparison.settings(),
        features,
        voice);
  }

  /**
   * Everyone on the first fold; then the cheap ones on the others, and the dear ones as time
   * allows.
   */
  private void cross(Crossed crossed) {
    List<Dataset> parts = crossed.folds().parts();
    List<Candidate> cheap = ofKind(true);
    List<Candidate> dear = ofKind(false);
    boolean more = parts.size() > 1;
    fold(parts.get(0), 1, comparison.candidates(), !more);
    for (int fold = 2; fold <= parts.size() && !cheap.isEmpty(); fold++) {
      fold(parts.get(fold - 1), fold, cheap, false);
    }
    double left = crossed.allowance(secondsOf(comparison.candidates(), 1));
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
    pick.ifPresent(p -> whole(crossed, p, comparison.options().whole().orElseThrow()));
  }

  /** The pick, unless another training of it takes more time than was given. */
  private Optional<Candidate> forAllImages(Crossed crossed) {
    return Pick.of(record).run().stream()
        .flatMap(run -> comparison.candidates().stream().filter(c -> c.label().equals(run.label())))
        .filter(candidate -> crossed.isSure(candidate, comparison.enough()))
        .findFirst();
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
    return comparison.candidates().stream()
        .filter(candidate -> Crossed.isCheap(candidate, comparison.enough()) == cheap)
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
      runs.add(tested(result.run().withFold(fold), part, classifier));
      record = record.with(runs, complete);
      trained.accept(record, classifier);
    }
    soFar.accept(record);
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

  /** What is trained for the table, and how its rates were found, if they were looked for. */
  private record Found(List<Candidate> candidates, Optional<Tuning> tuning) {}

  private Found found(Trainer trainer, TrialVoice voice) {
    Optional<Comparison.Tuned> tuned = comparison.options().tuned();
    if (tuned.isEmpty()) {
      return new Found(comparison.candidates(), Optional.empty());
    }
    long start = System.nanoTime();
    Search search = search(tuned.get(), trainer, voice);
    List<Candidate> chosen = search.choose(comparison.candidates());
    return new Found(chosen, Optional.of(search.tuning((System.nanoTime() - start) / 1e9)));
  }

  private Search search(Comparison.Tuned tuned, Trainer trainer, TrialVoice voice) {
    Dataset data = comparison.data();
    var sizes =
        new Search.Sizes(
            data.train().size(),
            data.validation().orElseThrow().size(),
            data.test().map(ImageSource::size).orElse(0),
            comparison.seeds().size());
    Strategy.Rates rates = tuned.rates();
    var trials =
        new Trials(
            trainer,
            voice,
            comparison.backbone().architecture(),
            comparison.settings(),
            rates,
            sizes);
    return new Search(trials, comparison.settings().batchSize(), sizes, tuned.budget());
  }
}
