package dev.graft.app.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import dev.graft.app.browser.Axe;
import dev.graft.app.browser.InstalledChromium;
import dev.graft.app.report.CurveRecords;
import dev.graft.app.report.OddRecords;
import dev.graft.app.report.json.Records;
import dev.graft.compare.record.ComparisonRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report as people see it, in a real browser without a window. */
final class ReportInBrowserTest {

  private static final ComparisonRecord RECORD = Records.comparison(2);

  @TempDir static Path folder;
  private static InstalledChromium chromium;
  private static Path file;

  @BeforeAll
  static void start() throws IOException {
    chromium = InstalledChromium.start();
    var report =
        new Report(
            "Comparison on trees",
            "out",
            RECORD,
            Records.material(RECORD),
            Optional.of(CurveRecords.curve()));
    file = Files.writeString(folder.resolve("report.html"), report.html());
    for (Map.Entry<String, String> plot : report.plots().entrySet()) {
      Files.writeString(folder.resolve(plot.getKey()), plot.getValue());
    }
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  private static Page open(Path path, int width, ColorScheme scheme, List<String> complaints) {
    Page page =
        chromium
            .browser()
            .newPage(
                new Browser.NewPageOptions()
                    .setViewportSize(width, 900)
                    .setColorScheme(scheme)
                    .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
    page.onConsoleMessage(message -> complaints.add(message.type() + ": " + message.text()));
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (!request.url().startsWith("data:") && !request.isNavigationRequest()) {
            complaints.add("asked for " + request.url());
          }
        });
    page.navigate(path.toUri().toString());
    return page;
  }

  private static Page open(int width, ColorScheme scheme) {
    return open(file, width, scheme, new ArrayList<>());
  }

  @ParameterizedTest
  @CsvSource({"1280,LIGHT", "1280,DARK", "375,LIGHT", "375,DARK"})
  void loadsNothingAndFitsTheScreen(int width, ColorScheme scheme) {
    var complaints = new ArrayList<String>();
    try (Page page = open(file, width, scheme, complaints)) {
      unfold(page);
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
      // What is wider than the screen lies in a box that scrolls.
      assertThat(
              (List<?>)
                  page.evaluate(
                      "[...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll, pre,"
                          + " svg, .hidden, caption') && e.getBoundingClientRect().right >"
                          + " innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"))
          .isEmpty();
      assertThat(
              (Boolean)
                  page.evaluate(
                      "[...document.images].every(i => i.complete && i.naturalWidth > 0)"))
          .isTrue();
      assertThat(complaints).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"400", "1280"})
  void chartsCanBeReadOnAPhoneToo(int width) throws IOException {
    ComparisonRecord few = OddRecords.tested(40, 0.8, 0.82, 0.85);
    var report =
        new Report("Few", "out", few, Records.material(few), Optional.of(CurveRecords.curve()));
    Path page = Files.writeString(folder.resolve("few.html"), report.html());
    for (Path path : List.of(file, page)) {
      try (Page open = open(path, width, ColorScheme.LIGHT, new ArrayList<>())) {
        assertThat((List<?>) open.evaluate(UNREADABLE)).isEmpty();
      }
    }
    try (Page open = open(page, width, ColorScheme.LIGHT, new ArrayList<>())) {
      double gap =
          ((Number)
                  open.evaluate(
                      "document.querySelector('h1').getBoundingClientRect().top"
                          + " - document.querySelector('.warning').getBoundingClientRect().bottom"))
              .doubleValue();
      assertThat(gap).as("the strip does not touch the heading").isGreaterThan(8);
    }
  }

  /** Words of charts that are too small, cut off at the screen's edge, or cover each other. */
  private static final String UNREADABLE =
      """
      [...document.querySelectorAll('svg.chart')].filter(c => c.checkVisibility()).flatMap(chart => {
        const words = [...chart.querySelectorAll('text')].filter(t => t.checkVisibility());
        const scale = chart.getBoundingClientRect().width / chart.viewBox.baseVal.width;
        const boxes = words.map(t => ({t: t.textContent, b: t.getBoundingClientRect(),
          size: parseFloat(getComputedStyle(t).fontSize) * scale}));
        const small = boxes.filter(w => w.size < 10).map(w => 'small ' + w.t);
        const cut = boxes.filter(w => w.b.left < 0 || w.b.right > innerWidth).map(w => 'cut ' + w.t);
        const over = boxes.flatMap((v, i) => boxes.slice(i + 1).filter(w =>
          Math.min(v.b.right, w.b.right) - Math.max(v.b.left, w.b.left) > 1
          && Math.min(v.b.bottom, w.b.bottom) - Math.max(v.b.top, w.b.top) > 4)
          .map(w => v.t + ' over ' + w.t));
        return [...small, ...cut, ...over];
      })
      """;

  private static void unfold(Page page) {
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
  }

  @ParameterizedTest
  @CsvSource({"1280,LIGHT", "1280,DARK", "375,LIGHT"})
  void axeFindsNothingSerious(int width, ColorScheme scheme) throws IOException {
    try (Page page = open(width, scheme)) {
      unfold(page);
      page.evaluate("() => {" + Axe.script() + "}");
      Object found =
          page.evaluate(
              "axe.run().then(r => r.violations.filter(v => v.impact !== 'minor')"
                  + ".map(v => v.id + ': ' + v.nodes[0].failureSummary + v.nodes[0].html))");
      assertThat((List<?>) found).isEmpty();
      // What axe stumbles over it does not judge.
      Object passed = page.evaluate("axe.run().then(r => r.passes.map(p => p.id))");
      assertThat((List<?>) passed)
          .asString()
          .contains("color-contrast", "image-alt", "svg-img-alt");
    }
  }

  @Test
  void marksLieAsTheNumbersDo() {
    try (Page page = open(1280, ColorScheme.LIGHT)) {
      List<ElementHandle> marks = page.querySelectorAll("#accuracy-against-time .mark");
      assertThat(marks).hasSize(3);
      var byAccuracy =
          marks.stream().sorted(Comparator.comparingDouble(m -> number(m, "data-y"))).toList();
      assertThat(byAccuracy)
          .isSortedAccordingTo(Comparator.comparingDouble(m -> -m.boundingBox().y));
      var byTime =
          marks.stream().sorted(Comparator.comparingDouble(m -> number(m, "data-x"))).toList();
      assertThat(byTime).isSortedAccordingTo(Comparator.comparingDouble(m -> m.boundingBox().x));
      assertThat(byTime.get(2).getAttribute("data-strategy")).isEqualTo("fine-tune");
      assertThat(page.querySelectorAll("#accuracy-by-epoch .band")).hasSize(3);
    }
  }

  private static double number(ElementHandle mark, String attribute) {
    return Double.parseDouble(mark.getAttribute(attribute));
  }

  @Test
  void darkIsDarkAndLightIsLight() {
    String ground = "getComputedStyle(document.body).backgroundColor";
    try (Page light = open(1280, ColorScheme.LIGHT);
        Page dark = open(1280, ColorScheme.DARK)) {
      assertThat(light.evaluate(ground)).isEqualTo("rgb(255, 255, 255)");
      assertThat(dark.evaluate(ground)).isEqualTo("rgb(20, 23, 27)");
    }
  }

  @Test
  void headsSortByKeyboardToo() {
    try (Page page = open(1280, ColorScheme.LIGHT)) {
      page.focus("#comparison thead th:nth-child(2) button");
      page.keyboard().press("Enter");
      assertThat(page.getAttribute("#comparison thead th:nth-child(2)", "aria-sort"))
          .isEqualTo("descending");
      assertThat(page.textContent("#comparison tbody tr:first-child th")).isEqualTo("fine-tune");
      page.keyboard().press("Enter");
      assertThat(page.textContent("#comparison tbody tr:first-child th"))
          .isEqualTo("feature-extract");
    }
  }

  @Test
  void aClassOfTheMapIsSingledOut() {
    try (Page page = open(1280, ColorScheme.LIGHT)) {
      page.click("#feature-map .legend li:nth-child(3) button");
      assertThat(page.querySelectorAll("#feature-map .mark.on")).hasSize(240 / 6);
      assertThat(page.getAttribute("#feature-map .mark.on", "data-class"))
          .isEqualTo(Records.CLASSES.get(2));
      page.click("#feature-map .legend li:nth-child(3) button");
      assertThat(page.querySelectorAll("#feature-map .chosen")).isEmpty();
    }
  }

  @Test
  void paperHasNoContentsAndNoFolds() {
    try (Page page = open(1280, ColorScheme.LIGHT)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      assertThat(page.isVisible("nav")).isFalse();
      assertThat(page.isVisible("#recall details")).isFalse();
      assertThat(page.isVisible("#mistakes img")).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LIGHT, 'rgb(11, 99, 176)', 'rgb(87, 96, 106)', 'rgb(255, 255, 255)'",
    "DARK, 'rgb(98, 176, 245)', 'rgb(164, 173, 184)', 'rgb(20, 23, 27)'"
  })
  void plotsShowByThemselves(ColorScheme scheme, String mark, String ink, String ground) {
    for (String name : List.of("accuracy-against-time.svg", "loss-by-epoch.svg")) {
      var complaints = new ArrayList<String>();
      try (Page page = open(folder.resolve(name), 900, scheme, complaints)) {
        assertThat(page.querySelector(".mark").boundingBox().width).isPositive();
        assertThat(page.evaluate("getComputedStyle(document.querySelector('.mark')).fill"))
            .isEqualTo(mark);
        assertThat(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
            .isEqualTo(ground);
        assertThat(page.evaluate("getComputedStyle(document.querySelector('.axis-title')).fill"))
            .isEqualTo(ink);
        assertThat(complaints).isEmpty();
      }
    }
  }
}
