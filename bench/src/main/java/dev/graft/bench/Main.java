package dev.graft.bench;

import dev.graft.bench.Options.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bench/run}. */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures Graft beside other systems in one run and writes what came of it.")
public final class Main implements Callable<Integer> {

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description = "some of ${COMPLETION-CANDIDATES}; all by default")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(names = "--repeats", paramLabel = "N", description = "rounds (${DEFAULT-VALUE})")
  private int repeats = 5;

  @Option(
      names = "--long-repeats",
      paramLabel = "N",
      description = "rounds of lessons that take PyTorch many minutes (${DEFAULT-VALUE})")
  private int longRepeats = 1;

  @Option(names = "--full", description = "the lesson's fine-tuning from end to end, too: an hour")
  private boolean full;

  @Option(
      names = "--quick",
      description = "few images, one step, one round: shows that everything runs, no figures")
  private boolean quick;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder of image archives (../shared/data); drawn images where there is none")
  private Path data;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description = "a Python that has PyTorch and Pillow (${DEFAULT-VALUE})")
  private String python = "/usr/bin/python3";

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "that Graft is told to compute in; it chooses by default")
  private String precision;

  @Option(
      names = "--timm",
      paramLabel = "DIR",
      description = "a checkout of timm: the forward part measures other networks as well")
  private Path timm;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "page to write (docs/benchmarks.md; bench/target/benchmarks.md if not all is measured)")
  private Path out;

  private final Path root = Path.of(System.getProperty("bench.root", ".")).toAbsolutePath();

  /** Runs and ends the process. */
  public static void main(String[] args) {
    var line =
        new CommandLine(new Main())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(Main::failed);
    System.exit(line.execute(args));
  }

  private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (e instanceof IOException) {
      line.getErr().println("bench/run: " + e.getMessage());
      return 1;
    }
    throw e;
  }

  @Override
  public Integer call() throws IOException {
    Path images = data == null ? root.resolve("../shared/data") : data;
    var options =
        new Options(
            parts,
            quick ? 1 : repeats,
            longRepeats,
            quick,
            full,
            images,
            Optional.ofNullable(precision),
            Optional.ofNullable(timm));
    Path folder = Files.createTempDirectory("graft-bench");
    try {
      measure(new Bench(options, folder, new Systems(root, folder, python)));
      return 0;
    } finally {
      keepLog(folder);
      delete(folder);
    }
  }

  private void measure(Bench bench) throws IOException {
    Options options = bench.options();
    Path page =
        out != null
            ? out
            : root.resolve(
                options.complete() ? "docs/benchmarks.md" : "bench/target/benchmarks.md");
    long start = System.nanoTime();
    bench.prepare();
    List<String> lines = Page.lines(bench.environment(), bench.precision(), options);
    for (Part part : options.parts()) {
      lines.add("");
      lines.addAll(section(part, bench).lines());
      // What was measured survives what comes later.
      Path sofar = root.resolve("bench/target/benchmarks-so-far.md");
      Files.write(sofar, lines);
    }
    Page.write(page, lines);
    bench.say(
        "Written: %s, after %.0f minutes".formatted(page, (System.nanoTime() - start) / 60e9));
  }

  private static Section section(Part part, Bench bench) throws IOException {
    return switch (part) {
      case LESSON -> new LessonPart(bench).measure();
      case STEPS -> new StepsPart(bench).measure();
      case FORWARD -> new ForwardPart(bench).measure();
      case DECODE -> new DecodePart(bench).measure();
      case PEAK -> new PeakPart(bench).measure();
      case COST -> new CostPart(bench).measure();
      case ADVICE -> new AdvicePart(bench).measure();
    };
  }

  private void keepLog(Path folder) throws IOException {
    Path log = folder.resolve("workers.log");
    if (Files.exists(log)) {
      Files.copy(
          log,
          root.resolve("bench/target/workers.log"),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void delete(Path folder) throws IOException {
    var all = new ArrayList<Path>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.sorted(Comparator.reverseOrder()).forEach(all::add);
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
