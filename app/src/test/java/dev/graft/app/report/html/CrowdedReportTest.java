package dev.graft.app.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.report.json.Records;
import dev.graft.app.report.json.ReportMaterial;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.record.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Charts of many strategies that come to the same. */
final class CrowdedReportTest {

  private static final List<String> LABELS =
      List.of(
          "feature-extract",
          "naive-feature-extract",
          "probe",
          "partial:layer4",
          "gradual",
          "lp-ft",
          "fine-tune",
          "from-scratch");

  private static Map<String, String> plots() {
    ComparisonRecord record = Records.comparison(1);
    var runs = new ArrayList<RunRecord>();
    for (String label : LABELS) {
      runs.add(called(label, record.runs().get(0), 10 + 0.5 * runs.size()));
    }
    var crowded =
        new ComparisonRecord(
            record.started(),
            record.data(),
            record.model(),
            record.settings(),
            record.seeds(),
            record.environment(),
            record.notes(),
            record.criteria(),
            Optional.empty(),
            runs,
            true);
    return new Report("Crowd", "out", crowded, ReportMaterial.none()).plots();
  }

  private static RunRecord called(String label, RunRecord run, double seconds) {
    return new RunRecord(
        label,
        run.strategy(),
        run.seed(),
        run.trainableParameters(),
        run.totalParameters(),
        run.stages(),
        run.epochs(),
        run.keptEpoch(),
        0,
        run.watchedSplit(),
        "",
        "",
        false,
        run.secondsPerEpoch(),
        seconds,
        0,
        0,
        run.test(),
        run.fold());
  }

  @Test
  void namesDoNotCoverEachOther() {
    List<MatchResult> names =
        Pattern.compile(
                "<text class=\"name [^\"]*\" x=\"([-0-9.]+)\" y=\"([-0-9.]+)\"[^>]*>([^<]*)<")
            .matcher(plots().get("accuracy-against-time.svg"))
            .results()
            .toList();
    assertThat(names.stream().map(name -> name.group(3))).containsExactlyElementsOf(LABELS);
    for (MatchResult one : names) {
      for (MatchResult other : names) {
        assertThat(one == other || apart(one, other))
            .as("%s and %s", one.group(3), other.group(3))
            .isTrue();
      }
    }
  }

  /** 14 pixels are a line, 7.2 a letter. */
  private static boolean apart(MatchResult one, MatchResult other) {
    double x = number(other, 1) - number(one, 1);
    double width = 7.2 * (x < 0 ? other : one).group(3).length();
    return Math.abs(number(other, 2) - number(one, 2)) >= 13.9 || Math.abs(x) >= width - 0.1;
  }

  private static double number(MatchResult match, int group) {
    return Double.parseDouble(match.group(group));
  }

  @Test
  void equalRecallsDoNotHideEachOther() {
    Map<String, List<String>> places =
        Pattern.compile(
                "translate\\(([^)]*)\\)[^>]*data-strategy=\"[^\"]*\" data-class=\"([^\"]*)\"")
            .matcher(plots().get("recall.svg"))
            .results()
            .collect(
                Collectors.groupingBy(
                    mark -> mark.group(2),
                    Collectors.mapping(mark -> mark.group(1), Collectors.toList())));
    assertThat(places).hasSize(Records.CLASSES.size());
    assertThat(places.values())
        .allSatisfy(marks -> assertThat(marks).hasSize(LABELS.size()).doesNotHaveDuplicates());
  }
}
