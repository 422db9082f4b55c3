package dev.graft.app.cli.run;

import dev.graft.app.report.json.SettingsText;
import dev.graft.app.report.text.Wrap;
import dev.graft.compare.record.Candidate;
import dev.graft.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is about to be compared, said before it starts. */
public record Heading(Experiment.Plan plan) {

  public List<String> lines() {
    Dataset data = plan.data();
    Dataset part = plan.part();
    var lines = new ArrayList<String>();
    lines.addAll(
        Wrap.hanging(
            "Data      ",
            String.format(
                Locale.ROOT,
                "%s: %d classes; %,d training, %,d validation, %,d test images%s%s",
                data.name(),
                data.classNames().size(),
                part.train().size(),
                part.validation().map(images -> images.size()).orElse(0),
                part.test().map(images -> images.size()).orElse(0),
                folds(),
                data.skipped() == 0 ? "" : ", %d left out".formatted(data.skipped()))));
    lines.addAll(plan.entrants().isEmpty() ? backbone() : backbones());
    lines.addAll(Wrap.hanging("Training  ", SettingsText.of(plan.settings())));
    return lines;
  }

  private List<String> backbone() {
    var lines = new ArrayList<String>();
    lines.addAll(
        Wrap.hanging(
            "Backbone  ",
            "%s, %s, licence %s (%s)"
                .formatted(
                    plan.backbone().architecture().id(),
                    plan.backbone().provenance().description(),
                    plan.backbone().provenance().licence(),
                    plan.backbone().provenance().commercialUse().words())));
    lines.addAll(Wrap.hanging("Images    ", plan.backbone().preprocessing().describe()));
    return lines;
  }

  private List<String> backbones() {
    List<String> labels = plan.candidates().stream().map(Candidate::label).toList();
    var lines = new ArrayList<String>();
    lines.addAll(
        Wrap.hanging(
            "Backbones ", String.join(", ", labels) + " (cheapest first), by their probe"));
    lines.addAll(Wrap.hanging("Images    ", "as the weights of each backbone want them"));
    return lines;
  }

  private String folds() {
    return plan.options()
        .crossed()
        .map(
            crossed ->
                String.format(
                    Locale.ROOT,
                    " in each of %d folds, which test %,d",
                    crossed.folds().size(),
                    crossed.folds().tested()))
        .orElse("");
  }
}
