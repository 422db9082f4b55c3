package dev.graft.compare;

import dev.graft.data.Dataset;
import dev.graft.data.ImageSource;
import dev.graft.train.Checkpoints;
import dev.graft.train.Classifier;
import dev.graft.train.Evaluation;
import dev.graft.train.Event;
import dev.graft.train.Features;
import dev.graft.train.RunRecord;
import dev.graft.train.Scores;
import dev.graft.train.Strategy;
import dev.graft.train.Trainer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** What classifiers say of the images that they were tested on, by their label. */
  private final Map<String, List<Scores>> outOfFold = new HashMap<>();

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
      record = record.withNote(partly(dear, fold - 1, parts.size()));
    }
    if (more) {
      record = record.with(runs, true);
      soFar.accept(record);
    }
    comparison.options().whole().ifPresent(wanted -> whole(crossed, wanted));
  }

  /**
   * The pick once more, on all images but those that validate, unless it takes more time than was
   * given.
   */
  private void whole(Crossed crossed, BiConsumer<RunRecord, Classifier> wanted) {
    Dataset all = crossed.folds().whole();
    Optional<Candidate> pick =
        Pick.of(record).run().stream()
            .flatMap(
                run -> comparison.candidates().stream().filter(c -> c.label().equals(run.label())))
            .filter(candidate -> crossed.isSure(candidate, comparison.enough()))
            .findFirst();
    if (pick.isEmpty()) {
      return;
    }
    String label = pick.get().label();
    Strategy strategy = pick.get().strategy();
    int validating = all.validation().map(ImageSource::size).orElse(0);
    events.accept(new Event.AllImages(label, all.train().size(), validating));
    try (var trainer = trainer(all, events)) {
      Trainer.Result result = whole(trainer, label, strategy);
      try (var classifier = result.classifier()) {
        Evaluation crossValidated = Conclusions.named(Summary.of(runs), label).tests().get(0);
        wanted.accept(result.run().withTest(crossValidated), classifier);
      }
    }
  }

  private Trainer.Result whole(Trainer trainer, String label, Strategy strategy) {
    long seed = comparison.seeds().get(0);
    List<Scores> said = outOfFold.getOrDefault(label, List.of());
    return said.isEmpty() // an earlier process tested them
        ? trainer.train(label, strategy, seed)
        : trainer.train(label, strategy, seed, Scores.joined(said).outOfFoldTemperature());
  }

  private List<Candidate> ofKind(boolean cheap) {
    return comparison.candidates().stream()
        .filter(candidate -> Crossed.isCheap(candidate, comparison.enough()) == cheap)
        .toList();
  }

  private static String partly(List<Candidate> dear, int done, int folds) {
    return "%s: %d of %d folds, since more would have taken too long; --folds %d tests them on all"
        .formatted(
            String.join(", ", dear.stream().map(Candidate::label).toList()), done, folds, folds);
  }

  private double secondsOf(List<Candidate> candidates, int fold) {
    return runs.stream()
        .filter(run -> run.fold() == fold)
        .filter(run -> candidates.stream().anyMatch(c -> c.label().equals(run.label())))
        .mapToDouble(RunRecord::totalSeconds)
        .sum();
  }

  private void fold(Dataset part, int number, List<Candidate> candidates, boolean last) {
    events.accept(
        new Event.FoldStarted(number, comparison.options().crossed().orElseThrow().folds().size()));
    try (var trainer = trainer(part, events)) {
      all(trainer, part, number, candidates, last);
    }
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
    Classifier.Examined examined =
        classifier.examine("test", images, comparison.settings().resources(), features, events);
    if (run.seed() == comparison.seeds().get(0)) {
      outOfFold.computeIfAbsent(run.label(), l -> new ArrayList<>()).add(examined.scores());
    }
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
