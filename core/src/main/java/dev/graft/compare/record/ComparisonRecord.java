package dev.graft.compare.record;

import dev.graft.backbone.Backbone;
import dev.graft.data.Dataset;
import dev.graft.data.Folds;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.source.DataException;
import dev.graft.data.source.ImageSource;
import dev.graft.torch.MeasuredSpeed;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.TrainSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything a comparison measured and what it needs to be made again.
 *
 * @param notes what a reader must know of the splits and of how the figures came about
 * @param criteria when two strategies count as equal
 * @param tuning how rates were looked for, if they were
 * @param runs in the order they ran: every candidate with every seed
 * @param complete false while runs are still missing, or when it was interrupted
 * @param backbones that the candidates differ in, in the order of their turns; empty where they
 *     have {@code model} in common, which is otherwise that of the first
 */
public record ComparisonRecord(
    Instant started,
    Data data,
    Model model,
    TrainSettings settings,
    List<Long> seeds,
    Environment environment,
    List<String> notes,
    Criteria criteria,
    Optional<Tuning> tuning,
    List<RunRecord> runs,
    boolean complete,
    List<RacedBackbone> backbones) {

  /** Of candidates with one backbone. */
  public ComparisonRecord(
      Instant started,
      Data data,
      Model model,
      TrainSettings settings,
      List<Long> seeds,
      Environment environment,
      List<String> notes,
      Criteria criteria,
      Optional<Tuning> tuning,
      List<RunRecord> runs,
      boolean complete) {
    this(
        started,
        data,
        model,
        settings,
        seeds,
        environment,
        notes,
        criteria,
        tuning,
        runs,
        complete,
        List.of());
  }

  /**
   * The images: where they are and how many each split has.
   *
   * @param fingerprint of the splits, or of all folds
   * @param train of cross-validated images that of the first fold, as {@code validation} is
   * @param test of cross-validated images that of all folds
   * @param folds that cross-validated images are dealt to; 0 where they are not
   * @param whole of cross-validated images all, as a model is trained on in the end; empty in
   *     records of versions that did not keep it
   */
  public record Data(
      String name,
      String location,
      String fingerprint,
      List<String> classNames,
      int train,
      int validation,
      int test,
      int skipped,
      int folds,
      Optional<Whole> whole) {

    /**
     * Cross-validated images in one.
     *
     * @param fingerprint of all images, where none is split off
     * @param train how many train a model in the end
     * @param validation how many validate it
     */
    public record Whole(String fingerprint, int train, int validation) {

      private static Whole of(Dataset images) {
        try {
          return new Whole(
              images.undivided().fingerprint(), images.train().size(), Data.validation(images));
        } catch (DataException e) {
          throw new IllegalStateException("folds are made of images without splits", e);
        }
      }
    }

    /** Images that are not cross-validated. */
    public Data(
        String name,
        String location,
        String fingerprint,
        List<String> classNames,
        int train,
        int validation,
        int test,
        int skipped) {
      this(
          name,
          location,
          fingerprint,
          classNames,
          train,
          validation,
          test,
          skipped,
          0,
          Optional.empty());
    }

    /** Those of {@code images}. */
    public static Data of(Dataset images) {
      int test = images.test().map(ImageSource::size).orElse(0);
      return of(images, images.fingerprint(), images, test, 0, Optional.empty());
    }

    /** Those of {@code images} dealt to folds. */
    public static Data of(Dataset images, Folds folds) {
      Dataset first = folds.parts().get(0);
      Optional<Whole> whole = Optional.of(Whole.of(folds.whole()));
      return of(images, folds.fingerprint(), first, folds.tested(), folds.size(), whole);
    }

    private static Data of(
        Dataset images,
        String fingerprint,
        Dataset part,
        int tested,
        int folds,
        Optional<Whole> whole) {
      return new Data(
          images.name(),
          images.location(),
          fingerprint,
          images.classNames(),
          part.train().size(),
          validation(part),
          tested,
          images.skipped(),
          folds,
          whole);
    }

    private static int validation(Dataset part) {
      return part.validation().map(ImageSource::size).orElse(0);
    }

    /**
     * The images of one model: of cross-validated ones with the fingerprint of all, as they can be
     * found again, and the numbers of its own training.
     *
     * @param run that made the model; one of no fold was trained on all
     */
    public Data of(RunRecord run) {
      if (whole.isEmpty()) {
        return this;
      }
      boolean isOfFold = run.fold() > 0;
      return new Data(
          name,
          location,
          whole.get().fingerprint(),
          classNames,
          isOfFold ? train : whole.get().train(),
          isOfFold ? validation : whole.get().validation(),
          run.test().map(Evaluation::total).orElse(0),
          skipped,
          folds,
          Optional.empty());
    }
  }

  /** The backbone: what it is, where its weights are from and what it sees. */
  public record Model(
      String architecture, Backbone.Provenance weights, Preprocessing preprocessing) {

    /** That of {@code loaded}. */
    public static Model of(Backbone loaded) {
      return new Model(loaded.architecture().id(), loaded.provenance(), loaded.preprocessing());
    }
  }

  public ComparisonRecord {
    seeds = List.copyOf(seeds);
    notes = List.copyOf(notes);
    runs = List.copyOf(runs);
    backbones = List.copyOf(backbones);
  }

  public ComparisonRecord with(List<RunRecord> moreRuns, boolean isComplete) {
    return with(environment, notes, criteria, tuning, moreRuns, isComplete, backbones);
  }

  /** The same with one more thing that a reader must know. */
  public ComparisonRecord withNote(String note) {
    return with(environment.probe(), List.of(note));
  }

  public ComparisonRecord with(Tuning found) {
    List<String> all = joined(found.notes(data.validation()));
    return with(environment, all, criteria, Optional.of(found), runs, complete, backbones);
  }

  /** The same with what the comparison itself does not know. */
  public ComparisonRecord with(Optional<MeasuredSpeed> probe, List<String> moreNotes) {
    Environment measured = environment.withProbe(probe);
    return with(measured, joined(moreNotes), criteria, tuning, runs, complete, backbones);
  }

  /** The same, judged by other criteria. */
  public ComparisonRecord with(Criteria others) {
    return with(environment, notes, others, tuning, runs, complete, backbones);
  }

  /** The same of candidates that differ in these backbones. */
  public ComparisonRecord withBackbones(List<RacedBackbone> raced) {
    return with(environment, notes, criteria, tuning, runs, complete, raced);
  }

  private List<String> joined(List<String> moreNotes) {
    return Stream.concat(notes.stream(), moreNotes.stream()).toList();
  }

  private ComparisonRecord with(
      Environment machine,
      List<String> said,
      Criteria equal,
      Optional<Tuning> found,
      List<RunRecord> finished,
      boolean isComplete,
      List<RacedBackbone> raced) {
    return new ComparisonRecord(
        started,
        data,
        model,
        settings,
        seeds,
        machine,
        said,
        equal,
        found,
        finished,
        isComplete,
        raced);
  }

  /** What the candidates are: {@code strategy}, or {@code backbone} where they differ in it. */
  public String kind() {
    return backbones.isEmpty() ? "strategy" : "backbone";
  }

  /** The backbone of the candidate of that label. */
  public Model model(String label) {
    return raced(label).map(RacedBackbone::model).orElse(model);
  }

  /** That candidate's backbone, where candidates differ in it. */
  public Optional<RacedBackbone> raced(String label) {
    return backbones.stream().filter(each -> each.label().equals(label)).findFirst();
  }

  /** Whether that candidate's learning rate was looked for. */
  public boolean tuned(String label) {
    return tuning.stream()
        .flatMap(found -> found.choices().stream())
        .anyMatch(choice -> choice.label().equals(label));
  }
}
