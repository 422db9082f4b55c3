package dev.graft.app.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.graft.app.browser.Axe;
import dev.graft.app.browser.InstalledChromium;
import dev.graft.app.cli.Invocation;
import dev.graft.app.cli.Material;
import dev.graft.app.cli.Running;
import dev.graft.app.cli.Stopped;
import dev.graft.app.cli.values.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The live view in a real browser without a window. {@code -Dgraft.screenshots=FOLDER} keeps
 * pictures of it.
 */
@Timeout(300)
final class WatchInBrowserTest {

  /** The images shown are as many as the line below them says, 8 at most. */
  private static final String PICTURES =
      "(shown => shown >= 1 && shown <= 8 && document.querySelector('#pictures-about').textContent"
          + ".startsWith(shown + ' of the '))(document.querySelectorAll('#pictures img').length)";

  private static final String SHARE = "Number(document.querySelector('#share').value)";

  private static final String VIOLATIONS =
      """
      async () => (await axe.run()).violations.filter(v => v.impact !== 'minor')
          .map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '))
      """;

  @TempDir static Path folder;
  private static InstalledChromium chromium;
  private static Path images;

  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    chromium = InstalledChromium.start();
    images = Material.images(folder.resolve("shapes"), 24);
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @AfterEach
  void nothingWentWrongInThePage() {
    assertThat(complaints).isEmpty();
  }

  private static Running run(String command, Path out, String... more) {
    var args =
        new ArrayList<>(
            List.of(
                command,
                "--watch",
                images.toString(),
                "--backbone=resnet18_slim",
                "--batch-size=8",
                "--input-size=32",
                "--precision=float32",
                "--feature-cache=off",
                "--out=" + out));
    if (command.equals("compare")) {
      args.add("--folds=off");
    }
    args.addAll(List.of(more));
    return new Running(folder.resolve("home"), args.toArray(String[]::new));
  }

  private Page open(URI address, int width, ColorScheme scheme) {
    Page page =
        chromium
            .browser()
            .newPage(
                new Browser.NewPageOptions()
                    .setViewportSize(width, 900)
                    .setColorScheme(scheme)
                    .setReducedMotion(ReducedMotion.REDUCE));
    page.setDefaultTimeout(60_000);
    page.onConsoleMessage(
        message -> {
          boolean expected =
              message.text().contains("willReadFrequently") // what axe does
                  || message.type().equals("verbose");
          if (!expected) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          boolean own = request.url().startsWith(address.toString());
          if (!own && !request.url().startsWith("data:")) {
            complaints.add("asked for " + request.url());
          }
        });
    page.navigate(address.toString());
    return page;
  }

  /** Waits until an expression is true; the page's policy lets nothing evaluate one inside it. */
  private static void until(Page page, String expression) {
    page.waitForCondition(() -> page.evaluate(expression).equals(true));
  }

  private static double share(Page page) {
    return ((Number) page.evaluate(SHARE)).doubleValue();
  }

  @Test
  void itFollowsATrainingToItsEndAndSurvivesAReload() throws Exception {
    Path out = folder.resolve("followed");
    try (var running =
            run("compare", out, "--strategies=feature-extract,fine-tune", "--epochs=12");
        Page page = open(running.address(), 1280, ColorScheme.LIGHT)) {
      until(page, "document.querySelector('#heading').textContent === 'fine-tune'");
      assertThat(page.textContent("#title")).isEqualTo("Comparison on shapes");
      until(page, SHARE + " > 0.5");
      double before = share(page);
      page.reload();
      page.waitForSelector("#runs table");
      page.waitForSelector("#pictures img");
      assertThat(share(page)).as("nothing is lost").isGreaterThanOrEqualTo(before);
      assertThat(page.textContent("#runs tbody tr:first-child"))
          .startsWith("feature-extract")
          .endsWith("done");
      assertThat(page.textContent("#runs tr.pick")).startsWith("fine-tune").contains("of 12");
      assertThat(page.textContent("#where")).contains("Run 2 of 2: everything learns. Epoch ");
      assertThat(page.locator("#accuracy-svg .mark").count()).isGreaterThanOrEqualTo(12);
      assertThat(page.locator("#loss-svg path.line").count()).isGreaterThanOrEqualTo(2);
      until(page, "Number(document.querySelector('#loss').textContent) > 0");
      until(page, SHARE + " > " + before);
      assertThat(page.evaluate(PICTURES)).as("the last batch has fewer than 8").isEqualTo(true);
      until(page, "document.querySelector('#pictures img').naturalWidth === 32");
      assertThat(page.getAttribute("#pictures img", "alt")).isIn(Material.CLASSES);

      page.waitForSelector(
          "header.answer h1 >> text=/[Pp]ick|Probably|Perhaps|Almost|Trained|Ahead/");
      assertThat(page.title()).isEqualTo("Comparison on shapes");
      assertThat(running.out()).contains("Report: " + out.resolve("report.html"));
      assertThat(running.err()).contains("Done. It is shown at " + running.address());
      page.reload();
      assertThat(page.textContent("#comparison tbody")).contains("fine-tune");
      assertThat(running.isAlive()).as("a page is open").isTrue();
      page.close();
      assertThat(running.code()).isZero();
    }
    assertThat(Stopped.numbers(out.resolve("comparison.json"))).hasSize(2);
    assertThat(Files.readString(out.resolve("report.html"))).doesNotContain("--watch", "open.js");
  }

  @Test
  void stopAndResumeEndWithTheNumbersOfOneThatWasNotStopped() throws Exception {
    String[] how = {"--strategy=fine-tune", "--epochs=12"};
    Path whole = folder.resolve("whole");
    Path out = folder.resolve("stopped");
    try (var reference = run("train", whole, how)) {
      assertThat(reference.code()).as(reference.err()).isZero();
    }
    try (var running = run("train", out, how);
        Page page = open(running.address(), 1280, ColorScheme.LIGHT)) {
      until(page, SHARE + " > 0.1");
      page.click("#stop");
      until(page, "document.querySelector('#heading').textContent === 'Stopped'");
      assertThat(page.textContent("#message")).contains("0 of 1 runs are finished.");
      assertThat(page.textContent("#command")).isEqualTo("./graft train --resume " + out);
      assertThat(out.resolve("checkpoint/command.json")).exists();
      assertThat(running.isAlive()).isTrue();
      assertThat(share(page)).isBetween(0.05, 0.99);
      page.reload();
      page.click("#resume");
      page.waitForSelector("header.answer h1 >> text=Trained");
      page.close();
      assertThat(running.code()).as(running.err()).isZero();
      assertThat(running.out()).contains("Resuming \"graft train " + images);
    }
    assertThat(Stopped.numbers(out.resolve("run.json")))
        .isEqualTo(Stopped.numbers(whole.resolve("run.json")));
    assertThat(out.resolve("checkpoint")).doesNotExist();
  }

  @Test
  void whatIsStoppedEndsWhenItsPageIsClosed() throws Exception {
    Path out = folder.resolve("closed");
    try (var running = run("train", out, "--strategy=fine-tune", "--epochs=2000")) {
      try (Page page = open(running.address(), 1280, ColorScheme.LIGHT)) {
        until(page, "document.body.className === 'training'");
        page.focus("#stop");
        page.keyboard().press("Enter");
        until(page, "document.activeElement.id === 'resume'");
      }
      assertThat(running.code()).isEqualTo(Failure.INTERRUPTED);
      assertThat(running.err())
          .contains("Stopped from the page")
          .contains("graft: interrupted with 0 of 1 runs finished; resume with: ./graft train");
    }
    Invocation.of("train", "--resume=" + out, "--epochs=2").failedWith(Failure.USAGE, "--epochs 2");
  }

  @Test
  void itFitsTheScreenAndAllCanUseIt() throws Exception {
    Path out = folder.resolve("screens");
    try (var running = run("train", out, "--strategy=fine-tune", "--epochs=2000")) {
      for (int width : new int[] {1280, 375}) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
          try (Page page = open(running.address(), width, scheme)) {
            page.waitForSelector("#pictures img");
            until(page, SHARE + " > 0");
            fits(page, "watch-%d-%s".formatted(width, scheme));
          }
        }
      }
      try (Page page = open(running.address(), 375, ColorScheme.DARK)) {
        page.click("#stop");
        page.waitForSelector("#resume:visible");
        fits(page, "watch-stopped");
        running.interrupt();
        page.waitForSelector("#lost:visible");
        assertThat(page.textContent("#lost")).isEqualTo("Graft has ended.");
        assertThat(running.code()).isEqualTo(Failure.INTERRUPTED);
      }
    }
  }

  private static void fits(Page page, String name) throws IOException {
    String kept = System.getProperty("graft.screenshots");
    if (kept != null) {
      page.screenshot(
          new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of(kept, name + ".png")));
    }
    int width = page.viewportSize().width;
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
    page.evaluate("() => {" + Axe.script() + "}");
    assertThat((List<?>) page.evaluate(VIOLATIONS)).as(name).isEmpty();
  }
}
