package dev.graft.app.cli;

import dev.graft.app.report.ComparisonTable;
import dev.graft.app.report.Wrap;
import dev.graft.compare.ComparisonRecord;
import dev.graft.compare.Conclusions;
import java.util.ArrayList;
import java.util.List;

/** What is said once all runs are done: the table, what follows from it, what to know of it. */
final class Ending {

  private Ending() {}

  static List<String> of(ComparisonRecord record) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.addAll(ComparisonTable.lines(record));
    lines.add("");
    Conclusions.of(record).forEach(sentence -> lines.addAll(Wrap.lines(sentence)));
    record.notes().forEach(note -> lines.addAll(Wrap.hanging("Note: ", note + ".")));
    return lines;
  }
}
