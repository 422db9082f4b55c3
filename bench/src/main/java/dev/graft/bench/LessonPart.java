package dev.graft.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The lesson from the command to its last line, as a user waits for it. */
final class LessonPart {

  private final Bench bench;
  private int workers;

  LessonPart(Bench bench) {
    this.bench = bench;
  }

  /** What is taught, and how often it is measured. */
  private record Lesson(String strategy, int epochs, int rounds) {}

  /** One run of one system; {@code looks} at the test images follow the epochs. */
  private record Run(double wall, List<Double> epochs, List<Double> looks, long peakBytes) {

    static Run of(double wall, JsonNode epochs, long peakBytes) {
      return new Run(
          wall, seconds(epochs, "seconds"), seconds(epochs, "validationSeconds"), peakBytes);
    }

    private static List<Double> seconds(JsonNode epochs, String name) {
      return StreamSupport.stream(epochs.spliterator(), false)
          .map(epoch -> epoch.get(name).asDouble())
          .toList();
    }

    /** What it would have been with its first epochs alone, for a system that remembers nothing. */
    Run first(int some) {
      double later = 0;
      for (int i = some; i < epochs.size(); i++) {
        later += epochs.get(i) + looks.get(i);
      }
      return new Run(wall - later, epochs.subList(0, some), looks.subList(0, some), peakBytes);
    }

    /** What it would be with so many epochs, those beyond its own like its last ones. */
    Run with(int some) {
      double more = 0;
      var longer = new ArrayList<>(epochs);
      var longerLooks = new ArrayList<>(looks);
      for (int i = epochs.size(); i < some; i++) {
        int like = 1 + i % (epochs.size() - 1); // the first has what is done once
        longer.add(epochs.get(like));
        longerLooks.add(looks.get(like));
        more += epochs.get(like) + looks.get(like);
      }
      return new Run(wall + more, longer, longerLooks, peakBytes).first(some);
    }
  }

  /** All runs of one lesson. */
  private record Runs(Lesson lesson, List<Run> graft, List<Run> pytorch, List<Run> djl) {

    Runs(Lesson lesson) {
      this(lesson, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  Section measure() throws IOException {
    Path images = bench.lessonImages();
    workers = betterWorkers(images);
    List<Runs> all = lessons().stream().map(Runs::new).toList();
    for (int round = 0; round < bench.options().repeats(); round++) {
      for (String strategy : List.of("feature-extract", "partial:layer4", "fine-tune")) {
        round(images, strategy, round, all);
      }
    }
    return section(all);
  }

  /** The systems in turn, now one first, now the other. */
  private void round(Path images, String strategy, int round, List<Runs> all) throws IOException {
    List<Runs> now =
        all.stream()
            .filter(runs -> runs.lesson().strategy().equals(strategy))
            .filter(runs -> round < runs.lesson().rounds())
            .toList();
    if (now.isEmpty()) {
      return;
    }
    if (round % 2 == 0) {
      others(images, round, now);
    }
    for (Runs runs : now) {
      runs.graft().add(graft(images, runs.lesson(), round));
    }
    if (round % 2 == 1) {
      others(images, round, now);
    }
  }

  /** The longest of the lessons in the first rounds, the shortest in the others. */
  private void others(Path images, int round, List<Runs> lessons) throws IOException {
    boolean isLong = round < bench.options().longRepeats();
    Lesson measured = lessons.get(isLong ? lessons.size() - 1 : 0).lesson();
    Run pytorch = pytorch(images, measured);
    lessons.forEach(runs -> runs.pytorch().add(pytorch.with(runs.lesson().epochs())));
    if (!measured.strategy().startsWith("partial")) { // its network has no stages to name
      Run djl = djl(images, measured);
      lessons.forEach(runs -> runs.djl().add(djl.with(runs.lesson().epochs())));
    }
  }

  private List<Lesson> lessons() {
    Options options = bench.options();
    int few = Math.min(options.longRepeats(), options.repeats());
    var lessons = new ArrayList<Lesson>();
    lessons.add(new Lesson("feature-extract", 3, options.repeats()));
    if (!options.quick()) {
      lessons.add(new Lesson("feature-extract", 10, options.repeats()));
    }
    if (options.full()) {
      lessons.add(new Lesson("partial:layer4", 3, few));
      lessons.add(new Lesson("fine-tune", 3, few));
    }
    return lessons;
  }

  /** Whether PyTorch's loader does better in its own process or with two more: a short trial. */
  private int betterWorkers(Path images) throws IOException {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int some : List.of(0, 2)) {
      String limit = Integer.toString(bench.options().count(512, 32));
      JsonNode result =
          script(images, "feature-extract", 1, some, limit).result().get("epochs").get(0);
      double seconds = result.get("seconds").asDouble();
      bench.say(
          "PyTorch with num_workers=%d: %s s for a short epoch"
              .formatted(some, Spread.number(seconds)));
      if (seconds < least) {
        least = seconds;
        best = some;
      }
    }
    return best;
  }

  /** What the script said, and how long it took from its start. */
  private record Said(double wall, JsonNode result) {}

  private Said script(Path images, String strategy, int epochs, int loaders, String limit)
      throws IOException {
    List<String> command =
        bench
            .systems()
            .python(
                "lesson.py",
                images.toString(),
                bench.network("pth"),
                strategy,
                Integer.toString(epochs),
                Integer.toString(loaders),
                limit);
    Command.Finished finished = Command.run(command, Map.of());
    return new Said(finished.seconds(), Json.lastLine(finished.output()));
  }

  private Run pytorch(Path images, Lesson lesson) throws IOException {
    String limit = bench.options().quick() ? "64" : "0";
    Said said = script(images, lesson.strategy(), lesson.epochs(), workers, limit);
    JsonNode result = said.result();
    return told(
        "PyTorch",
        lesson,
        Run.of(said.wall(), result.get("epochs"), result.get("peakMemoryBytes").asLong()));
  }

  private Run djl(Path images, Lesson lesson) throws IOException {
    Contender program =
        bench
            .systems()
            .peer(
                "DJL",
                "DjlLesson",
                images,
                lesson.strategy(),
                lesson.epochs(),
                bench.options().count(0, 64));
    Command.Finished finished = Command.run(program.command(), program.environment());
    JsonNode epochs = Json.lastLine(finished.output()).get("epochs");
    return told("DJL", lesson, Run.of(finished.seconds(), epochs, 0));
  }

  private Run graft(Path images, Lesson lesson, int round) throws IOException {
    Path out =
        bench
            .folder()
            .resolve(
                "lesson-"
                    + lesson.strategy().replace(':', '-')
                    + "-"
                    + lesson.epochs()
                    + "-"
                    + round);
    String rate = lesson.strategy().equals("feature-extract") ? "@1e-3" : "@1e-4";
    var more =
        new ArrayList<>(List.of("--input-size", "224", "--strategies", lesson.strategy() + rate));
    more.addAll(List.of("--epochs", Integer.toString(lesson.epochs()), "--validate-on", "test"));
    more.addAll(List.of("--batch-size", "32", "--schedule", "constant", "--warmup", "0"));
    if (bench.options().quick()) {
      more.addAll(List.of("--train-limit", "64", "--test-limit", "10"));
    }
    List<String> command = bench.compare(images, out, more.toArray(String[]::new));
    Command.Finished finished = Command.run(command, bench.freshHome("lesson"));
    JsonNode run = Json.read(out.resolve("comparison.json")).get("runs").get(0);
    return told(
        "Graft",
        lesson,
        Run.of(finished.seconds(), run.get("epochs"), run.get("peakMemoryBytes").asLong()));
  }

  private Run told(String system, Lesson lesson, Run run) {
    bench.say(
        "  %-8s %s, %d epochs: %s s"
            .formatted(system, lesson.strategy(), lesson.epochs(), Spread.number(run.wall())));
    return run;
  }

  private Section section(List<Runs> all) {
    var section =
        new Section("The lesson")
            .text(
                """
                ResNet-18 with formula weights, %s, resized to 224 x 224, flips, batches of 32, Adam (1e-3; 1e-4 where the
                backbone learns), a look at the test images after each epoch. Seconds from the command to its end:
                `./graft compare` with nothing remembered from before, with its scan of all images and its final evaluation,
                `bench/peers/lesson.py`, a plain PyTorch program (num_workers=%d, the better of 0 and 2 in a short trial), and
                `DjlLesson`, the same for DJL, in turn. These two do the same in every epoch: their 3 epochs are the first
                of their 10 in the first rounds (%d); in the others 3 were measured, and 10 are these and 7 like them.
                Epochs are passes over the training images, without the look afterwards."""
                    .formatted(
                        bench.options().quick()
                            ? "a few images (a quick run)"
                            : bench.hasCifar()
                                ? "the first 2,000 training and 500 test images of CIFAR-10"
                                : "2,000 and 500 drawn images",
                        workers,
                        Math.min(bench.options().longRepeats(), bench.options().repeats())));
    var table =
        new Table(
            "lesson",
            "Graft, s",
            "PyTorch, s",
            "Graft is faster by",
            "DJL, s",
            "Graft is faster by",
            "rounds",
            "epochs, s: Graft",
            "PyTorch",
            "memory, GB: Graft, PyTorch");
    all.forEach(runs -> row(table, runs));
    return section.table(table);
  }

  private static void row(Table table, Runs runs) {
    List<Double> graft = runs.graft().stream().map(Run::wall).toList();
    List<Double> pytorch = runs.pytorch().stream().map(Run::wall).toList();
    List<Double> djl = runs.djl().stream().map(Run::wall).toList();
    table.row(
        "%s, %d epochs".formatted(runs.lesson().strategy(), runs.lesson().epochs()),
        Spread.of(graft).text(),
        Spread.of(pytorch).text(),
        Spread.ofRatios(pytorch, graft).text(),
        djl.isEmpty() ? "" : Spread.of(djl).text(),
        djl.isEmpty() ? "" : Spread.ofRatios(djl, graft).text(),
        Integer.toString(graft.size()),
        epochs(runs.graft()),
        epochs(runs.pytorch()),
        memory(runs.graft()) + ", " + memory(runs.pytorch()));
  }

  /** Medians of the first and the last epoch: what is remembered shows in the difference. */
  private static String epochs(List<Run> runs) {
    Spread first = Spread.of(runs.stream().map(run -> run.epochs().get(0)).toList());
    Spread last =
        Spread.of(runs.stream().map(run -> run.epochs().get(run.epochs().size() - 1)).toList());
    return "first %s, last %s"
        .formatted(Spread.number(first.median()), Spread.number(last.median()));
  }

  private static String memory(List<Run> runs) {
    return Spread.number(
        Spread.of(runs.stream().map(run -> (double) run.peakBytes()).toList()).max() / 1e9);
  }
}
