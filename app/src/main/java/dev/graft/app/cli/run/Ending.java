package dev.graft.app.cli.run;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Style;
import dev.graft.app.report.text.ClassTable;
import dev.graft.app.report.text.ComparisonTable;
import dev.graft.app.report.text.Sparklines;
import dev.graft.app.report.text.Wrap;
import dev.graft.compare.Conclusions;
import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.record.ComparisonRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What is said once all runs are done: the table, how accuracy grew, what follows from it, what to
 * know of it.
 */
public final class Ending {

  private Ending() {}

  /** As {@code console} shows it; of the notes those that were {@code told} are not repeated. */
  public static List<String> of(ComparisonRecord record, List<String> told, Console console) {
    Style style = console.style();
    String pick = Recommendation.of(record).flatMap(Recommendation::pick).orElse("");
    var lines = new ArrayList<String>();
    lines.add("");
    ComparisonTable.table(record).stream()
        .map(row -> isOf(pick, row) ? style.good(row) : row)
        .forEach(lines::add);
    Wrap.lines(ComparisonTable.legend(record)).stream().map(style::dim).forEach(lines::add);
    ClassTable.of(record).ifPresent(more -> lines.addAll(more.lines()));
    sparklines(lines, record, console);
    lines.add("");
    for (String sentence : Conclusions.of(record)) {
      lines.addAll(marked(Wrap.lines(sentence), "Pick " + pick, style::good));
    }
    record.notes().stream()
        .filter(note -> !told.contains(note))
        .forEach(note -> lines.addAll(Wrap.hanging("Note: ", note + ".")));
    return lines;
  }

  private static void sparklines(List<String> lines, ComparisonRecord record, Console console) {
    List<String> drawn = Sparklines.lines(record, console.screen().hasBlocks());
    if (!drawn.isEmpty()) {
      lines.add("");
      lines.add(console.style().dim(drawn.get(0)));
      lines.addAll(drawn.subList(1, drawn.size()));
    }
  }

  private static boolean isOf(String label, String row) {
    return !label.isEmpty() && row.startsWith(label + " ");
  }

  /** The lines with the words they begin with, where they do, styled. */
  private static List<String> marked(
      List<String> lines, String start, UnaryOperator<String> style) {
    var marked = new ArrayList<String>(lines);
    if (lines.get(0).startsWith(start)) {
      marked.set(0, style.apply(start) + lines.get(0).substring(start.length()));
    }
    return marked;
  }
}
