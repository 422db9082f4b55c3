package dev.graft.app.report.text;

import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Accuracy on the watched images after each epoch, a mark an epoch and a line a run. */
public final class Sparklines {

  private static final String BLOCKS = "▁▂▃▄▅▆▇█";

  /** For terminals whose characters have no blocks. */
  private static final String DIGITS = "12345678";

  /** More epochs share marks, so that a line with its figures fits 80 columns. */
  private static final int MOST_MARKS = 40;

  /** Of a line: gaps, and accuracies before and after. */
  private static final int WITHOUT_LABEL = "  ".length() + "  0.100 to 0.900".length();

  private final List<RunRecord> runs;
  private final boolean severalSeeds;
  private final String marks;
  private final double low;
  private final double high;

  private Sparklines(List<RunRecord> runs, boolean severalSeeds, String marks) {
    this.runs = runs;
    this.severalSeeds = severalSeeds;
    this.marks = marks;
    this.low = runs.stream().flatMap(r -> seen(r).stream()).min(Double::compare).orElseThrow();
    this.high = runs.stream().flatMap(r -> seen(r).stream()).max(Double::compare).orElseThrow();
  }

  /**
   * A line that says what the marks mean, and a line for each run, on one scale; nothing where no
   * run was looked at twice.
   *
   * @param blocks whether block characters can be shown; digits otherwise
   */
  public static List<String> lines(ComparisonRecord record, boolean blocks) {
    List<RunRecord> runs =
        record.runs().stream().filter(run -> run.fold() <= 1 && !seen(run).isEmpty()).toList();
    return runs.stream().noneMatch(run -> seen(run).size() > 1)
        ? List.of()
        : new Sparklines(runs, record.seeds().size() > 1, blocks ? BLOCKS : DIGITS).draw();
  }

  private static List<Double> seen(RunRecord run) {
    return run.epochs().stream()
        .map(EpochRecord::validationAccuracy)
        .filter(accuracy -> accuracy.isPresent())
        .map(accuracy -> accuracy.getAsDouble())
        .toList();
  }

  private List<String> draw() {
    var lines = new ArrayList<String>();
    lines.add(legend());
    int longest = runs.stream().mapToInt(run -> marks(seen(run)).length()).max().orElse(0);
    int most = Wrap.WIDTH - longest - WITHOUT_LABEL;
    List<String> names = runs.stream().map(run -> name(run, most)).toList();
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < runs.size(); i++) {
      List<Double> seen = seen(runs.get(i));
      String change =
          seen.size() == 1
              ? format("%.3f", seen.get(0))
              : format("%.3f to %.3f", seen.get(0), kept(runs.get(i)));
      lines.add(
          format("%-" + width + "s  %-" + longest + "s  %s", names.get(i), marks(seen), change));
    }
    return lines;
  }

  /** What the table shows, which may not be the last. */
  private static double kept(RunRecord run) {
    return run.kept().validationAccuracy().orElseThrow();
  }

  private String legend() {
    int most = runs.stream().mapToInt(run -> seen(run).size()).max().orElse(0);
    String fold = runs.get(0).fold() > 0 ? " of the first fold" : "";
    String each = most <= MOST_MARKS ? "each epoch" + fold : "epochs" + fold + ", several a mark";
    String watched = runs.get(0).watchedSplit().equals("test") ? "test acc" : "val acc";
    return low == high
        ? format("%s after %s, always %.3f:", watched, each, low)
        : format(
            "%s after %s, from %c = %.3f to %c = %.3f:",
            watched, each, marks.charAt(0), low, marks.charAt(marks.length() - 1), high);
  }

  /** The label, cut short if need be, and which of several seeds it was. */
  private String name(RunRecord run, int most) {
    String seed = severalSeeds ? ", seed " + run.seed() : "";
    int room = most - seed.length();
    String label = run.label();
    return (label.length() > room ? label.substring(0, room - 2) + ".." : label) + seed;
  }

  private String marks(List<Double> seen) {
    int cells = Math.min(MOST_MARKS, seen.size());
    var line = new StringBuilder();
    for (int i = 0; i < cells; i++) {
      List<Double> share = seen.subList(seen.size() * i / cells, seen.size() * (i + 1) / cells);
      line.append(mark(share.stream().mapToDouble(value -> value).average().orElseThrow()));
    }
    return line.toString();
  }

  private char mark(double accuracy) {
    int last = marks.length() - 1;
    return high == low
        ? marks.charAt(last / 2)
        : marks.charAt((int) Math.round((accuracy - low) / (high - low) * last));
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
