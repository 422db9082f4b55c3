package dev.graft.compare;

import dev.graft.backbone.Backbone;
import dev.graft.compare.record.Budget;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Continuation;
import dev.graft.compare.record.Criteria;
import dev.graft.compare.record.Environment;
import dev.graft.compare.record.RacedBackbone;
import dev.graft.data.Dataset;
import dev.graft.data.source.ValidateOn;
import dev.graft.torch.tensors.ProcessorSupport;
import dev.graft.train.Classifier;
import dev.graft.train.Trainer;
import dev.graft.train.features.Features;
import dev.graft.train.record.Event;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Runs candidates with one or more seeds over one identical split and order. Runs that freeze the
 * same stages share what those computed. The test images are looked at once a run, at its end.
 */
public final class Comparison {

  private final Dataset data;
  private final List<Group> groups;
  private final List<RacedBackbone> raced;
  private final ComparisonRecord.Model model;
  private final TrainSettings settings;
  private final Watching watching;
  private final List<Long> seeds;
  private final Options options;

  /**
   * How learning rates are looked for.
   *
   * @param budget what may be spent on it
   * @param rates what is taken where nothing was found
   */
  public record Tuned(Budget budget, Strategy.Rates rates) {}

  /**
   * What a comparison does beyond one run of each candidate and seed.
   *
   * @param tuned how learning rates are looked for first, if they are: all but those that a label
   *     names
   * @param crossed how images are cross-validated, if they are
   * @param criteria when two candidates count as equal
   * @param whole after cross-validation, is lent the pick trained on all images, and its record
   *     with the cross-validated test; without it that is not done
   */
  public record Options(
      Optional<Tuned> tuned,
      Optional<Crossed> crossed,
      Criteria criteria,
      Optional<BiConsumer<RunRecord, Classifier>> whole) {

    public Options {
      if (tuned.isPresent() && crossed.isPresent()) {
        throw new IllegalArgumentException(
            "learning rates cannot be searched for in every fold: leave out --folds, or --budget"
                + " and"
                + " --trials");
      }
    }

    /** Nothing of it; equal within a point. */
    public static Options defaults() {
      return new Options(Optional.empty(), Optional.empty(), Criteria.defaults(), Optional.empty());
    }

    /** The same with learning rates that are looked for. */
    public Options withTuned(Tuned how) {
      return new Options(Optional.of(how), crossed, criteria, whole);
    }

    /** The same with images that are cross-validated. */
    public Options withCrossed(Crossed how) {
      return new Options(tuned, Optional.of(how), criteria, whole);
    }

    /** The same with other criteria. */
    public Options withCriteria(Criteria other) {
      return new Options(tuned, crossed, other, whole);
    }

    /** The images of a run: those of the first fold where {@code data} is cross-validated. */
    public Dataset part(Dataset data) {
      return crossed.map(how -> how.folds().parts().get(0)).orElse(data);
    }

    /** The same with somebody who wants the pick trained on all images. */
    public Options withWhole(BiConsumer<RunRecord, Classifier> wanted) {
      return new Options(tuned, crossed, criteria, Optional.of(wanted));
    }
  }

  /**
   * A comparison of at least one candidate; labels must differ.
   *
   * @param seeds how many seeds each candidate runs with: the settings' seed and those after it
   */
  public Comparison(
      Dataset data,
      Backbone backbone,
      List<Candidate> candidates,
      TrainSettings settings,
      ValidateOn validateOn,
      int seeds) {
    this(data, backbone, candidates, settings, validateOn, seeds, Options.defaults());
  }

  /**
   * The same with options; with folds {@code data} is what they were made of.
   *
   * @throws dev.graft.torch.UnavailablePrecisionException if this processor does not compute in the
   *     precision of the settings
   */
  public Comparison(
      Dataset data,
      Backbone backbone,
      List<Candidate> candidates,
      TrainSettings settings,
      ValidateOn validateOn,
      int seeds,
      Options options) {
    this(
        data,
        List.of(Group.of(backbone, candidates, options.part(data).train().size(), settings)),
        List.of(),
        ComparisonRecord.Model.of(backbone),
        settings,
        validateOn,
        seeds,
        options);
  }

  /**
   * A comparison of backbones, by a head that is fitted to the end on the features of each: whose
   * images, splits and settings are the same. Each is in memory only while it is its turn.
   *
   * @param entrants two or more, in the order of their turns; labels must differ
   * @throws dev.graft.torch.UnavailablePrecisionException as above
   */
  public static Comparison ofBackbones(
      Dataset data,
      List<Entrant> entrants,
      TrainSettings settings,
      ValidateOn validateOn,
      Options options) {
    if (entrants.size() < 2) {
      throw new IllegalArgumentException(
          "a comparison of backbones needs two or more, got " + entrants.size());
    }
    if (options.tuned().isPresent()) {
      throw new IllegalArgumentException(
          "backbones are compared by fitted heads, which have no learning rate to look for");
    }
    int images = options.part(data).train().size();
    return new Comparison(
        data,
        entrants.stream().map(entrant -> Group.of(entrant, images, settings)).toList(),
        entrants.stream().map(Entrant::raced).toList(),
        entrants.get(0).raced().model(),
        settings,
        validateOn,
        1, // no seed has a part in them
        options);
  }

  private Comparison(
      Dataset data,
      List<Group> groups,
      List<RacedBackbone> raced,
      ComparisonRecord.Model model,
      TrainSettings settings,
      ValidateOn validateOn,
      int seeds,
      Options options) {
    this.groups = groups;
    Candidate.check("a comparison", candidates(), seeds);
    ProcessorSupport.require(settings.resources().precision());
    this.options = options;
    this.data = data;
    this.raced = raced;
    this.model = model;
    this.settings = groups.get(0).enough().settings();
    this.seeds = LongStream.range(0, seeds).map(i -> settings.seed() + i).boxed().toList();
    this.watching = new Watching(data, validateOn, settings(), options);
    watching.check();
  }

  /**
   * Runs everything.
   *
   * @param soFar is given the record after every run, so that finished runs survive what follows
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public ComparisonRecord run(Consumer<Event> events, Consumer<ComparisonRecord> soFar) {
    return run(events, soFar, (record, classifier) -> {});
  }

  /**
   * The same, for callers that want the networks too.
   *
   * @param trained is lent each run's classifier once it was evaluated, with the record whose last
   *     run it comes of, before {@code soFar}; it is closed afterwards
   */
  public ComparisonRecord run(
      Consumer<Event> events,
      Consumer<ComparisonRecord> soFar,
      BiConsumer<ComparisonRecord, Classifier> trained) {
    return run(events, soFar, trained, Continuation.none());
  }

  /**
   * The same, going on where an earlier process was stopped: its finished runs are taken as they
   * are; the one under way goes on from its checkpoint. {@code soFar} is told of runs done now.
   *
   * @throws IllegalArgumentException if rates are looked for: another search finds others than
   *     those that the finished runs have
   * @throws java.io.UncheckedIOException if a checkpoint is damaged, belongs to another training or
   *     cannot be written
   */
  public ComparisonRecord run(
      Consumer<Event> events,
      Consumer<ComparisonRecord> soFar,
      BiConsumer<ComparisonRecord, Classifier> trained,
      Continuation continuation) {
    if (options.tuned().isPresent() && !continuation.isNone()) {
      throw new IllegalArgumentException(
          "a comparison that searches for learning rates cannot be resumed, since it would find"
              + " others: start it again, or give each strategy its rate");
    }
    try (var features = new Features(settings().resources(), events)) {
      return new Execution(this, features, events, soFar, trained, continuation).run();
    }
  }

  /** The candidates by their backbones, in the order of their turns. */
  List<Group> groups() {
    return groups;
  }

  private List<Candidate> candidates() {
    return groups.stream().flatMap(group -> group.candidates().stream()).toList();
  }

  TrainSettings settings() {
    return settings;
  }

  List<Long> seeds() {
    return seeds;
  }

  Options options() {
    return options;
  }

  /** The images, where they are not cross-validated. */
  Dataset data() {
    return data;
  }

  /** What a training on {@code part} looks at after each epoch. */
  Optional<Trainer.Watched> watched(Dataset part) {
    return watching.of(part);
  }

  /** The record of a comparison that has not begun. */
  ComparisonRecord blank(Instant started) {
    return new ComparisonRecord(
        started,
        options.crossed().isPresent()
            ? ComparisonRecord.Data.of(data, options.crossed().get().folds())
            : ComparisonRecord.Data.of(data),
        model,
        settings(),
        seeds,
        Environment.current(settings().resources().compute().threads()),
        watching.notes(),
        options.criteria(),
        Optional.empty(),
        List.of(),
        false,
        raced);
  }
}
