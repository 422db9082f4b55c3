package dev.graft.app.report.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of text in columns for a terminal, at most 80 characters wide: the first columns stand left
 * and the very first is cut short if need be, the others stand right.
 */
public final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();
  private final int leftColumns;

  /** A table with these column heads, of which the first stands left. */
  public TextTable(List<String> heads) {
    this(heads, 1);
  }

  /** A table whose first {@code leftColumns} columns stand left. */
  public TextTable(List<String> heads, int leftColumns) {
    rows.add(List.copyOf(heads));
    this.leftColumns = leftColumns;
  }

  /** Adds a row with as many cells as there are heads. */
  public void add(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "%d cells under %d heads".formatted(cells.size(), rows.get(0).size()));
    }
    rows.add(List.copyOf(cells));
  }

  /** The heads, a rule, and the rows. */
  public List<String> lines() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    int sum = 0;
    for (int c = 0; c < columns; c++) {
      int column = c;
      widths[c] = rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow();
      sum += widths[c];
    }
    String gap = sum + 2 * (columns - 1) <= Wrap.WIDTH ? "  " : " ";
    int over = sum + gap.length() * (columns - 1) - Wrap.WIDTH;
    widths[0] -= Math.max(0, over);
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      lines.add(line(row, widths, gap));
    }
    lines.add(1, "-".repeat(lines.stream().mapToInt(String::length).max().orElseThrow()));
    return lines;
  }

  private String line(List<String> row, int[] widths, String gap) {
    var line = new StringBuilder(left(row.get(0), widths[0]));
    for (int c = 1; c < widths.length; c++) {
      String cell = row.get(c);
      String padding = " ".repeat(widths[c] - cell.length());
      line.append(gap).append(c < leftColumns ? cell + padding : padding + cell);
    }
    return line.toString().stripTrailing();
  }

  private static String left(String cell, int width) {
    return cell.length() > width
        ? cell.substring(0, Math.max(0, width - 2)) + ".."
        : cell + " ".repeat(width - cell.length());
  }
}
