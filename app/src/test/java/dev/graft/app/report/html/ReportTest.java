package dev.graft.app.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.report.Records;
import dev.graft.app.report.ReportMaterial;
import dev.graft.app.report.Showcase;
import dev.graft.compare.ComparisonRecord;
import dev.graft.compare.CurvePoint;
import dev.graft.train.Evaluation;
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
        .contains("<p class=\"lead\">Pick fine-tune when accuracy counts")
        .contains("mean of 2 seeds");
    assertThat(html.indexOf("class=\"lead\"")).isLessThan(html.indexOf("<table"));
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
          .contains("data-x=\"" + run.totalSeconds() + "\"");
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
        .startsWith("# Comparison on trees\n\n**Pick fine-tune when accuracy counts")
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
            Optional.of(Records.curve()));
    String plot = report.plots().get("learning-curve.svg");
    assertThat(marks(plot)).isEqualTo(2 * 2 * 5 + 2); // measured, and foretold
    assertThat(plot).contains("class=\"ideal crossing\"").doesNotContain("NaN");
    for (CurvePoint point : Records.curve().points()) {
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
        Report.of("Learning curve on trees", "out", Records.curve(), ReportMaterial.none());
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
