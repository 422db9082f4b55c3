package dev.graft.app.report.html;

import dev.graft.app.report.html.drawing.Html;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.text.Markdown;
import dev.graft.compare.advice.Contrast;
import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.advice.Recommendation.Kind;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Interval;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The top of the page: which strategy or backbone, how good, at what cost, and why.
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
    if (!nothingLearnt()) {
      focus.shown().ifPresent(row -> html.append(tiles(row)));
    }
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
      return pick(focus.pick().get().label());
    } else if (nothingLearnt()) {
      return heading("", "No pick");
    } else if (focus.shown().isEmpty()) {
      return heading("", learned.isEmpty() ? "No run is finished yet" : "What more images bring");
    } else if (focus.rows().size() == 1) {
      return heading("Trained", focus.shown().get().label());
    }
    Summary ahead = focus.shown().get();
    if (!record.complete()) {
      return heading("Ahead so far:", ahead.label());
    } else if (ahead.hasDiverged(record.data().classNames().size())) {
      return heading("", "Every " + record.kind() + " diverged");
    } else if (ahead.testAccuracy().isPresent()) { // without a pick there is none to compare with
      return heading("The only one left:", ahead.label());
    } else if (focus.value(ahead).isEmpty()) {
      return heading("", "No images to compare on");
    }
    return heading("Ahead on validation images:", ahead.label());
  }

  private boolean nothingLearnt() {
    return focus.advice().filter(advice -> advice.kind() == Kind.NOTHING_LEARNT).isPresent();
  }

  /** As sure as the images allow. */
  private String pick(String label) {
    Recommendation advice = focus.advice().orElseThrow();
    Optional<Contrast> open = advice.decisive().filter(c -> advice.kind() == Kind.NOT_SETTLED);
    if (open.isEmpty()) {
      return heading("Pick", label);
    }
    String odds = open.get().odds();
    return switch (odds) {
      case "almost certain" -> heading("Almost certainly", label);
      case "as likely as not" -> heading("Perhaps", label, odds);
      default -> heading("Probably", label, odds);
    };
  }

  private static String heading(String verb, String label) {
    return heading(verb, label, "");
  }

  private static String heading(String verb, String label, String odds) {
    String small = verb.isEmpty() ? "" : "<span class=\"verb\">" + verb + "</span> ";
    String last = odds.isEmpty() ? "" : "<span class=\"verb\">, " + odds + "</span>";
    return "<h1>" + small + Html.text(label) + last + "</h1>\n";
  }

  private String tiles(Summary row) {
    var tiles = new ArrayList<Tile>();
    metric(row).ifPresent(tiles::add);
    accuracy(row).ifPresent(tiles::add);
    tiles.add(
        new Tile(
            "Time to train",
            Say.seconds(row.cost()),
            Say.seconds(row.secondsPerEpoch()) + " an epoch" + timesNote(row)));
    tiles.add(parameters(row));
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

  private Tile parameters(Summary row) {
    String trainable = Say.count(row.trainableParameters());
    String total = Say.count(row.totalParameters());
    return record.backbones().isEmpty()
        ? new Tile("Trainable parameters", trainable, "of " + total)
        : new Tile("Parameters", total, trainable + " of them in the head");
  }

  private static String timesNote(Summary row) {
    double found = row.runs().get(0).foundSeconds();
    String fold = row.folds() > 0 ? "; of the first fold" : "";
    if (found > 0) {
      return fold + "; with " + Say.seconds(found) + " for features that another run computed";
    }
    return row.foundFeatures()
        ? fold + "; without features that an earlier command had computed"
        : fold;
  }

  /** What strategies are ranked by, where that is not the accuracy. */
  private Optional<Tile> metric(Summary row) {
    return focus.metric() == Metric.ACCURACY || row.testAccuracy().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Tile(
                Say.capital(focus.metric().phrase()),
                Say.percent(row.test(focus.metric()).orElseThrow()),
                tested(row)));
  }

  private Optional<Tile> accuracy(Summary row) {
    Optional<Interval> interval = CostChart.interval(row);
    if (interval.isPresent()) {
      return Optional.of(
          new Tile(
              "Test accuracy",
              Say.percent(row.testAccuracy().orElseThrow()),
              Say.format("95 %% interval %s, %s", CostChart.text(interval.get()), tested(row))));
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

  /** On how many images, in how many folds and with how many seeds. */
  private static String tested(Summary row) {
    int seeds = row.tests().size();
    int folds = row.folds();
    return Say.format("%,d images", row.tested())
        + (folds > 1 ? Say.format(", each tested once, in %d folds", folds) : "")
        + (folds == 1 ? ", the first fold" : "")
        + (seeds > 1 ? Say.format(", mean of %d seeds", seeds) : "");
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
