package dev.graft.bench;

import java.util.ArrayList;
import java.util.List;

/** A section of the page: a heading and Markdown below it. */
final class Section {

  private final List<String> lines = new ArrayList<>();

  Section(String heading) {
    lines.add("## " + heading);
  }

  /** A paragraph, wrapped by hand or not at all. */
  Section text(String paragraph) {
    lines.add("");
    lines.add(paragraph);
    return this;
  }

  Section table(Table table) {
    lines.add("");
    lines.addAll(table.lines());
    return this;
  }

  Section heading(String smaller) {
    lines.add("");
    lines.add("### " + smaller);
    return this;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
