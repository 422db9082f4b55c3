package dev.graft.app.cli;

import dev.graft.app.cli.options.DataArgs;
import dev.graft.app.cli.options.FoldsWanted;
import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.options.TrainingArgs;
import dev.graft.app.cli.run.CurveRun;
import dev.graft.app.cli.run.Experiment;
import dev.graft.app.cli.run.ExperimentArgs;
import dev.graft.app.cli.run.ExperimentRequest;
import dev.graft.app.cli.run.GoesOn;
import dev.graft.app.cli.run.Heading;
import dev.graft.app.cli.run.ReportFiles;
import dev.graft.app.cli.run.Resumable;
import dev.graft.app.cli.run.ResumeArgs;
import dev.graft.app.cli.run.Watch;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.json.BegunCommand;
import dev.graft.app.report.text.CurvePlot;
import dev.graft.app.report.text.CurveTable;
import dev.graft.app.report.text.Wrap;
import dev.graft.compare.Comparison;
import dev.graft.compare.curve.CurveConclusions;
import dev.graft.compare.curve.CurveReading;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.compare.curve.CurveSizes;
import dev.graft.compare.curve.LearningCurve;
import dev.graft.data.Dataset;
import dev.graft.data.labelled.DrawnImages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Strategies on growing subsets of the images: what more images would bring. */
@Command(
    name = "curve",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Trains strategies on growing subsets of the images and says which overtakes which, and what"
          + " more images would bring.",
      "Every size is trained for as many steps as the largest in --epochs."
    })
final class CurveCommand implements Callable<Integer>, GoesOn {

  private static final String STRATEGIES = "probe,fine-tune";
  private static final String SIZES = "8";
  private static final String DEMO_SIZES = "6";
  private static final int MOST_SIZES = 50;
  private static final int SEEDS = 2;

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DATA",
      completionCandidates = Known.Images.class,
      description = "as for \"graft compare\" (${DEFAULT-VALUE})")
  private String data = DrawnImages.LOCATION;

  @Option(
      names = "--strategies",
      paramLabel = "NAME[@RATE],...",
      completionCandidates = Known.Strategies.class,
      description = "as for \"graft compare\" (${DEFAULT-VALUE})")
  private String strategies = STRATEGIES;

  @Option(
      names = "--sizes",
      paramLabel = "N|A,B,...",
      description = {
        "N sizes in equal ratios from about 10 images per class to all of them, or these numbers of"
            + " training images (8; on the demo 6)"
      })
  private String sizes;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "N subsets and trainings of each size (2; on the demo 1)")
  private Integer seeds;

  @Mixin private ExperimentArgs experiment;

  @ArgGroup(validate = false, heading = "%nResuming:%n", order = 20)
  private ResumeArgs resume = new ResumeArgs();

  @ArgGroup(validate = false, heading = "%nImages:%n", order = 1)
  private DataArgs images = new DataArgs();

  @ArgGroup(validate = false, heading = "%nTraining:%n", order = 10)
  private TrainingArgs training = new TrainingArgs();

  CurveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    return GoesOn.run(this, new CurveCommand(console), console, Watch.NOBODY);
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public ResumeArgs resume() {
    return resume;
  }

  @Override
  public ExperimentArgs experiment() {
    return experiment;
  }

  @Override
  public int run(ParseResult line, Optional<BegunCommand> begun, Watch watch) throws IOException {
    boolean isDemo = data.equals(DrawnImages.LOCATION);
    if (isDemo) {
      Demo.announce(console, "curve");
      Demo.preset(experiment, training);
    }
    var resumable = new Resumable(resume, "curve", ResumeArgs.arguments(line), begun);
    List<Integer> asked = numbers(sizes != null ? sizes : isDemo ? DEMO_SIZES : SIZES);
    var request =
        new ExperimentRequest(
            images,
            data,
            CurveRun.FILE,
            List.of(),
            "Learning curve",
            BegunCommand.line("curve", ResumeArgs.arguments(line)),
            Arrays.stream(strategies.split(",", -1)).map(String::strip).toList(),
            training.rates(),
            training.settings(line, images.seed(), experiment.machine()),
            seeds != null ? seeds : isDemo ? 1 : SEEDS,
            Comparison.Options.defaults(),
            FoldsWanted.none(),
            (folder, record, classifier) -> {},
            Optional.of(resumable),
            watch);
    return experiment.run(request, console, ready -> run(asked, resumable, ready));
  }

  private int run(List<Integer> asked, Resumable resumable, ExperimentArgs.Ready ready)
      throws IOException {
    Experiment.Plan plan = ready.plan();
    List<Integer> chosen = sizes(asked, plan.data());
    LearningCurve curve =
        UsageException.check(
            () ->
                new LearningCurve(
                    plan.data(),
                    plan.backbone(),
                    plan.candidates(),
                    plan.settings(),
                    chosen,
                    plan.seeds()));
    Experiment.Kept kept = resumable.kept(ready.folder(), plan);
    console.say(new Heading(plan).lines());
    String all = String.join(", ", chosen.stream().map(n -> n.toString()).toList());
    console.say(
        Wrap.hanging(
            "Sizes     ",
            "%s training images; %d trainings in all".formatted(all, curve.trainings())));
    console.say("");
    CurveRecord record = new CurveRun(console, ready, kept).run(curve);
    console.say(ending(record, ready.images().warnings()));
    console.say("Written: %s and curve.json", ready.folder().path().resolve(CurveRun.SVG));
    console.say("Report: %s", ready.folder().path().resolve(ReportFiles.PAGE));
    return 0;
  }

  private static List<String> ending(CurveRecord record, List<String> told) {
    CurveReading reading = CurveReading.of(record);
    var lines = new ArrayList<String>();
    lines.add("");
    lines.addAll(CurveTable.lines(record, reading));
    lines.add("");
    lines.addAll(CurvePlot.lines(reading));
    lines.add("");
    CurveConclusions.of(record, reading).forEach(said -> lines.addAll(Wrap.lines(said)));
    record.notes().stream()
        .filter(note -> !told.contains(note))
        .forEach(note -> lines.addAll(Wrap.hanging("Note: ", note + ".")));
    return lines;
  }

  /** The numbers given with --sizes, before anything is loaded for them. */
  private static List<Integer> numbers(String sizes) {
    List<Integer> numbers;
    try {
      numbers =
          Arrays.stream(sizes.split(",", -1)).map(String::strip).map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--sizes must be a number of sizes or numbers of images A,B,..., got \"%s\""
              .formatted(sizes));
    }
    int most = numbers.size() > 1 ? Integer.MAX_VALUE : MOST_SIZES;
    for (int number : numbers) {
      if (number < 1 || number > most) {
        throw new UsageException(
            "--sizes must be 1 to %d, or several numbers of images, got %d"
                .formatted(MOST_SIZES, number));
      }
    }
    return numbers;
  }

  private static List<Integer> sizes(List<Integer> asked, Dataset data) {
    if (asked.size() > 1) {
      return asked;
    }
    int count = asked.get(0);
    return CurveSizes.geometric(data.train().size(), data.classNames().size(), count);
  }
}
