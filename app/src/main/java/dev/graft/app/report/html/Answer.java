package dev.graft.app.report.html;

import dev.graft.app.report.Markdown;
import dev.graft.compare.ComparisonRecord;
import dev.graft.compare.Interval;
import dev.graft.compare.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The top of the page: which strategy, how good, at what cost, and why.
 *
 * @param learned what a learning curve says, where there is no comparison beside it
 */
record Answer(String title, ComparisonRecord record, Focus focus, List<String> learned) {

  /** A figure with what it is and what else is known of it. */
  private record Tile(String what, String figure, String more) {}

  String html() {
    var html = new StringBuilder("<header class=\"answer\">\n");
    html.append(Html.paragraph("eyebrow", title));
    focus.few().ifPresent(few -> html.append(Html.paragraph("warning", few)));
    html.append(heading());
    if (!record.complete()) {
      html.append(
          Html.paragraph(
              "warning", "Not complete: runs are still missing, or it was interrupted."));
    }
    if (!focus.why().isEmpty()) {
      html.append(Html.paragraph("lead", unbroken(focus.why())));
    }
    focus.shown().ifPresent(row -> html.append(tiles(row)));
    html.append(Html.list("reasons", sentences().stream().map(Answer::unbroken).toList()));
    return html.append("</header>\n").toString();
  }

  private List<String> sentences() {
    return Stream.concat(focus.sentences().stream(), learned.stream()).toList();
  }

  /** A line does not end between a number and its unit. */
  private static String unbroken(String sentence) {
    return sentence.replaceAll("(?<=\\d) (?=%|s\\b)", "\u00a0");
  }

  private String heading() {
    if (focus.pick().isPresent()) {
      return heading("Pick", focus.pick().get().label());
    } else if (focus.shown().isEmpty()) {
      return heading("", learned.isEmpty() ? "No run is finished yet" : "What more images bring");
    } else if (focus.rows().size() == 1) {
      return heading("Trained", focus.shown().get().label());
    }
    Summary ahead = focus.shown().get();
    if (!record.complete()) {
      return heading("Ahead so far:", ahead.label());
    } else if (Focus.accuracy(ahead).isEmpty()) {
      return heading("", "No images to compare on");
    }
    // A finished comparison without a pick has no test images.
    return heading("Ahead on validation images:", ahead.label());
  }

  private static String heading(String verb, String label) {
    String small = verb.isEmpty() ? "" : "<span class=\"verb\">" + verb + "</span> ";
    return "<h1>" + small + Html.text(label) + "</h1>\n";
  }

  private String tiles(Summary row) {
    var tiles = new ArrayList<Tile>();
    accuracy(row).ifPresent(tiles::add);
    tiles.add(
        new Tile(
            "Time to train",
            Say.seconds(row.totalSeconds()),
            Say.seconds(row.secondsPerEpoch()) + " an epoch" + timesNote(row)));
    tiles.add(
        new Tile(
            "Trainable parameters",
            Say.count(row.trainableParameters()),
            "of " + Say.count(row.totalParameters())));
    if (row.peakMemoryBytes() > 0) {
      String memory = Say.format("%.1f\u00a0GB", row.peakMemoryBytes() / 1e9);
      tiles.add(new Tile("Peak memory", memory, "of the whole process"));
    }
    var html = new StringBuilder("<dl class=\"tiles\">\n");
    for (Tile tile : tiles) {
      html.append("<div><dt>")
          .append(Html.text(tile.what()))
          .append("</dt><dd class=\"figure\">")
          .append(Html.text(tile.figure()))
          .append("</dd><dd>")
          .append(Html.text(tile.more()))
          .append("</dd></div>\n");
    }
    return html.append("</dl>\n").toString();
  }

  private static String timesNote(Summary row) {
    return row.foundFeatures() ? "; some features were found remembered" : "";
  }

  private Optional<Tile> accuracy(Summary row) {
    Optional<Interval> interval = CostChart.interval(row);
    if (interval.isPresent()) {
      int total = row.tests().get(0).total();
      String seeds =
          row.runs().size() > 1 ? Say.format(", mean of %d seeds", row.runs().size()) : "";
      return Optional.of(
          new Tile(
              "Test accuracy",
              Say.percent(row.testAccuracy().orElseThrow()),
              Say.format(
                  "95 %% interval %s, %,d images%s",
                  CostChart.text(interval.get()), total, seeds)));
    }
    OptionalDouble watched = row.validationAccuracy();
    return watched.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Tile(
                "Validation accuracy",
                Say.percent(watched.getAsDouble()),
                "there are no test images"));
  }

  /** The same in Markdown. */
  String markdown() {
    var lines = new ArrayList<String>();
    lines.add("# " + Markdown.text(title));
    lines.add("");
    if (!record.complete()) {
      lines.add("Not complete: runs are still missing, or it was interrupted.\n");
    }
    focus.few().ifPresent(few -> lines.add(Markdown.text(few) + "\n"));
    if (!focus.why().isEmpty()) {
      lines.add("**" + Markdown.text(focus.why()) + "**\n");
    }
    sentences().forEach(sentence -> lines.add("- " + Markdown.text(sentence)));
    return String.join("\n", lines) + "\n";
  }
}
