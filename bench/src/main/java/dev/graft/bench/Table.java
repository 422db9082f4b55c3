package dev.graft.bench;

import java.util.ArrayList;
import java.util.List;

/** A Markdown table; all columns but the first hold numbers. */
final class Table {

  private final List<String> lines = new ArrayList<>();

  Table(String... heads) {
    row(heads);
    lines.add("|---|" + "--:|".repeat(heads.length - 1));
  }

  void row(String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }

  /** Rates of all, and how many times as fast the first was as each of the others. */
  static Table ofRates(String unit, List<Measured> measured) {
    var table = new Table("system", unit, "the first is faster by");
    Measured first = measured.get(0);
    for (Measured one : measured) {
      String ratio = one.equals(first) ? "" : first.times(one).text();
      table.row(one.system(), one.rate().text(), ratio);
    }
    return table;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
