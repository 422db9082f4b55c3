package dev.graft.app.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.report.CurveRecords;
import dev.graft.app.report.OddRecords;
import dev.graft.app.report.html.drawing.Say;
import dev.graft.app.report.json.Records;
import dev.graft.app.report.json.ReportMaterial;
import dev.graft.app.report.text.Showcase;
import dev.graft.compare.curve.CurvePoint;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.summary.Summary;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class ReportTest {

  private static Report report(ComparisonRecord record) {
    return new Report("Comparison on trees", "out dir", record, Records.material(record));
  }

  @Test
  void beginsWithTheAnswer() {
    String html = report(Records.comparison(2)).html();
    assertThat(html)
        .contains("<h1><span class=\"verb\">Pick</span> fine-tune</h1>")
        .contains("<p class=\"lead\">Pick fine-tune: it differs from all others")
        .contains("mean of 2 seeds");
    assertThat(html.indexOf("class=\"lead\"")).isLessThan(html.indexOf("<table"));
  }

  @Test
  void theHeadlineIsAsSureAsThePick() {
    assertThat(report(OddRecords.tested(40, 0.8, 0.82, 0.85)).html())
        .contains("<p class=\"warning\">Only 40 test images")
        .contains(
            "<h1><span class=\"verb\">Probably</span> partial:layer4"
                + "<span class=\"verb\">, about 6 in 10</span></h1>")
        .contains(
            "<p class=\"lead\">Pick partial:layer4: it was measured best. It is about 6 in 10 that");
    assertThat(report(OddRecords.crossed()).html())
        .contains(
            "<h1><span class=\"verb\">Perhaps</span> feature-extract"
                + "<span class=\"verb\">, as likely as not</span></h1>");
  }

  @Test
  void whereNothingWasLearntNobodyIsPicked() {
    String html = report(OddRecords.unlearnt()).html();
    assertThat(html)
        .contains("<h1>No pick</h1>\n<p class=\"lead\">No pick: these images do not show")
        .contains("What follows is about feature-extract.")
        .doesNotContain("class=\"tiles\"", "<tr class=\"pick\">");
    assertThat(report(Records.comparison(1)).html())
        .contains("class=\"tiles\"", "<tr class=\"pick\">")
        .doesNotContain("What follows is about");
  }

  @Test
  void whatNeedsNoImageIsDrawn() {
    String near = report(OddRecords.unlearnt()).plots().get("accuracy-against-time.svg");
    assertThat(near)
        .contains("class=\"ideal baseline\"", ">always &quot;oak&quot; 16.7\u00a0%</text>")
        .contains("Without looking at an image: always &quot;oak&quot; 16.7\u00a0%.");
    String far =
        report(OddRecords.tested(240, 0.9, 0.92, 0.95)).plots().get("accuracy-against-time.svg");
    assertThat(far)
        .contains(">\u2193 always &quot;oak&quot; 16.7\u00a0%</text>")
        .doesNotContain("baseline");
  }

  @Test
  void anotherMetricIsWhatIsDrawnAndTold() {
    Report report = report(OddRecords.unequal(Metric.BALANCED));
    assertThat(report.html())
        .contains("<dt>Balanced accuracy</dt><dd class=\"figure\">94.0\u00a0%</dd>")
        .contains("<dt>Test accuracy</dt><dd class=\"figure\">96.7\u00a0%</dd>")
        .contains("<th scope=\"col\">macro F1</th>");
    assertThat(report.plots().get("accuracy-against-time.svg"))
        .contains(">balanced accuracy</text>", "data-y=\"0.94\"")
        .doesNotContain("Wilson");
    assertThat(report.markdown("plots"))
        .contains("| mode | accuracy | balanced | macro F1 | AUC |");
    assertThat(report(Records.comparison(1)).markdown("plots")).doesNotContain("macro F1");
  }

  @Test
  void foldsAreNoSeeds() throws Exception {
    Report report = report(OddRecords.crossed());
    assertThat(report.html())
        .contains("200 images, each tested once, in 5 folds</dd>")
        .contains("<th scope=\"row\">training, first fold</th>")
        .doesNotContain("mean of", "Bands:");
    Map<String, String> plots = report.plots();
    assertThat(marks(plots.get("accuracy-against-time.svg"))).isEqualTo(3);
    assertThat(marks(plots.get("accuracy-by-epoch.svg"))).isEqualTo(3 * 3);
    assertThat(plots.get("accuracy-by-epoch.svg")).contains("Of the first fold alone.");
    assertThat(marks(plots.get("recall.svg"))).isEqualTo(3 * Records.CLASSES.size());
    assertThat(report(OddRecords.tested(40, 0.8)).html()).doesNotContain("fold");
  }

  @Test
  void theEpochThatWasKeptStandsOut() {
    String plot = report(OddRecords.withAnEarlierEpochKept()).plots().get("accuracy-by-epoch.svg");
    assertThat(Pattern.compile("scale\\(1\\.4\\)\"[^>]* data-x=\"2\\.0\"").matcher(plot).results())
        .hasSize(3);
    assertThat(plot).contains("Large marks: the epoch that was kept.");
    assertThat(report(Records.comparison(1)).plots().get("accuracy-by-epoch.svg"))
        .doesNotContain("scale(1.4)", "was kept");
  }

  @Test
  void timesCountWhatOthersComputed() {
    ComparisonRecord record = Records.comparison(2);
    var found = new Summary(List.of(record.runs().get(5))); // the second seed found features
    ComparisonRecord alone = Records.of(List.of(record.runs().get(5)), 1, true);
    assertThat(report(alone).html())
        .contains("<dd class=\"figure\">" + Say.seconds(found.cost()) + "</dd>")
        .contains("with " + Say.seconds(1.25) + " for features that another run computed");
  }

  @Test
  void endsWithTheCommandsThatMakeItAgain() {
    assertThat(report(Records.comparison(1)).html())
        .contains("./graft compare &#39;in/&lt;trees&gt;&#39; --epochs 3")
        .contains("./graft report &#39;out dir&#39;");
  }

  @Test
  void namesOfClassesAndFilesAreText() {
    String html = report(Records.comparison(1)).html();
    assertThat(html)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("test/&lt;b&gt;")
        .doesNotContain("<script>alert")
        .doesNotContain("test/<b>");
    assertThat(Pattern.compile("<script").matcher(html).results()).hasSize(1);
  }

  @Test
  void plotsAreDrawingsWithAMarkForEachNumber() throws Exception {
    ComparisonRecord record = Records.comparison(1);
    Map<String, String> plots = report(record).plots();
    assertThat(plots.keySet())
        .containsExactly(
            "accuracy-against-time.svg",
            "accuracy-against-parameters.svg",
            "accuracy-by-epoch.svg",
            "loss-by-epoch.svg",
            "recall.svg",
            "calibration.svg",
            "feature-map.svg");
    assertThat(marks(plots.get("accuracy-against-time.svg"))).isEqualTo(3);
    assertThat(marks(plots.get("accuracy-by-epoch.svg"))).isEqualTo(3 * 3);
    assertThat(marks(plots.get("recall.svg"))).isEqualTo(3 * Records.CLASSES.size());
    assertThat(marks(plots.get("feature-map.svg"))).isEqualTo(240);
    Evaluation test = record.runs().get(2).test().orElseThrow();
    assertThat(marks(plots.get("calibration.svg")))
        .isEqualTo((int) test.reliability().bins().stream().filter(bin -> bin.count() > 0).count());
    for (var run : record.runs()) {
      assertThat(plots.get("accuracy-against-time.svg"))
          .contains("data-y=\"" + run.test().orElseThrow().accuracy() + "\"")
          .contains("data-x=\"" + new Summary(List.of(run)).cost() + "\"");
    }
  }

  private static int marks(String svg) throws Exception {
    Document drawing =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    var paths = drawing.getElementsByTagName("path");
    int marks = 0;
    for (int i = 0; i < paths.getLength(); i++) {
      String classes = paths.item(i).getAttributes().getNamedItem("class").getNodeValue();
      marks += classes.startsWith("mark ") ? 1 : 0;
    }
    return marks;
  }

  @Test
  void worstImagesComeFirst() {
    ComparisonRecord record = Records.comparison(1);
    Evaluation test = record.runs().get(2).test().orElseThrow();
    List<Integer> mistakes = Showcase.mistakes(test);
    assertThat(mistakes).isNotEmpty().allMatch(i -> !test.isRight(i));
    double first = test.confidences().get(mistakes.get(0));
    for (int i = 0; i < test.total(); i++) {
      assertThat(test.isRight(i) || test.confidences().get(i) <= first).isTrue();
    }
    String html = report(record).html();
    String section = html.substring(html.indexOf("<section id=\"mistakes\">"));
    assertThat(section.indexOf(Say.percent(first))).isBetween(0, section.indexOf("</li>"));
  }

  @Test
  void whatIsMissingIsLeftOut() {
    Report bare =
        new Report("feature-extract on trees", "out", Records.untested(), ReportMaterial.none());
    assertThat(bare.html())
        .contains("<span class=\"verb\">Trained</span> feature-extract")
        .doesNotContain("id=\"mistakes\"")
        .doesNotContain("id=\"features\"")
        .contains("id=\"loss-by-epoch\"");
    assertThat(bare.plots()).containsOnlyKeys("loss-by-epoch.svg");
    Report nothing =
        new Report("Comparison on trees", "out", Records.empty(), ReportMaterial.none());
    assertThat(nothing.html()).contains("No run is finished yet").contains("Not complete");
    assertThat(report(Records.unfinished()).html())
        .contains("Ahead so far:</span> partial:layer4")
        .contains("Not complete");
  }

  @Test
  void theMarkdownHasTheAnswerTheTableAndThePlots() {
    Report report = report(Records.comparison(1));
    String page = report.markdown("plots");
    assertThat(page)
        .startsWith("# Comparison on trees\n\n**Pick fine-tune: it differs from all others")
        .contains("| mode | trainable | val acc | test acc | 95 % | s/epoch | total s |")
        .contains("| fine-tune | 11,181,642 |");
    report.plots().keySet().forEach(name -> assertThat(page).contains("](plots/" + name + ")"));
  }

  @Test
  void theLearningCurveIsPartOfTheComparison() throws Exception {
    ComparisonRecord record = Records.comparison(1);
    var report =
        new Report(
            "Comparison on trees",
            "out",
            record,
            Records.material(record),
            Optional.of(CurveRecords.curve()));
    String plot = report.plots().get("learning-curve.svg");
    assertThat(marks(plot)).isEqualTo(2 * 2 * 5 + 2); // measured, and foretold
    assertThat(plot).contains("class=\"ideal crossing\"").doesNotContain("NaN");
    for (CurvePoint point : CurveRecords.curve().points()) {
      assertThat(plot).contains("data-y=\"" + point.accuracy() + "\"");
    }
    assertThat(report.html())
        .contains("<h1><span class=\"verb\">Pick</span> fine-tune</h1>", "<section id=\"curve\">")
        .contains("fine-tune overtakes probe at about");
    assertThat(report.markdown("plots")).contains("](plots/learning-curve.svg)");
  }

  @Test
  void aLearningCurveAloneIsAReport() {
    Report report =
        Report.of("Learning curve on trees", "out", CurveRecords.curve(), ReportMaterial.none());
    assertThat(report.html())
        .contains("<h1>What more images bring</h1>", "fine-tune overtakes probe at about")
        .doesNotContain("No run is finished", "id=\"comparison\"", "what each strategy did");
    assertThat(report.plots()).containsOnlyKeys("learning-curve.svg");
    assertThat(report.markdown("plots"))
        .startsWith("# Learning curve on trees")
        .contains("- fine-tune overtakes probe at about")
        .doesNotContain("| mode |");
  }

  @Test
  void itIsTheSameInEveryLocale() {
    Report report = report(Records.comparison(2));
    String html = report.html();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("fa-IR")); // whose digits are others
      assertThat(report.html()).isEqualTo(html);
    } finally {
      Locale.setDefault(before);
    }
  }
}
