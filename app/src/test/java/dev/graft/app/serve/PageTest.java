package dev.graft.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ReducedMotion;
import dev.graft.app.browser.Axe;
import dev.graft.app.browser.InstalledChromium;
import dev.graft.app.http.ServeSettings;
import dev.graft.app.http.Token;
import dev.graft.train.evaluation.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page as people see it, in a real browser without a window. {@code -Dgraft.screenshots=FOLDER}
 * keeps pictures of it.
 */
final class PageTest {

  /** Whether anything is drawn on a canvas. */
  private static final String DRAWN =
      "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)"
          + ".data.some(value => value > 0)";

  /** Whether all neighbours' pictures are there. */
  private static final String THUMBNAILS =
      """
      () => {
        const all = [...document.querySelectorAll('.alike img')];
        return all.length > 0 && all.every(image => image.naturalWidth > 0);
      }
      """;

  @TempDir static Path folder;
  private static InstalledChromium chromium;
  private static Neighbourhood known;
  private static List<ServedModel> models;
  private static PredictionServer server;

  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    chromium = InstalledChromium.start();
    known = Neighbourhood.in(folder);
    models = known.models();
    server = known.start(ServeSettings.defaults());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
      known.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @AfterEach
  void nothingWentWrongInThePage() {
    assertThat(complaints).isEmpty();
  }

  private Page open(PredictionServer asked, int width, ColorScheme scheme) {
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
              message.text().contains("the server responded with a status of 4")
                  || message.text().contains("willReadFrequently") // what this test does
                  || message.type().equals("verbose");
          if (!expected) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (!request.url().startsWith(asked.address() + "/")
              && !request.url().startsWith("blob:")) {
            complaints.add("asked for " + request.url());
          }
        });
    page.navigate(asked.address().toString());
    return page;
  }

  private Page open() {
    return open(server, 1280, ColorScheme.LIGHT);
  }

  private static FilePayload png(String name, byte[] bytes) {
    return new FilePayload(name, "image/png", bytes);
  }

  private static void drop(Page page, String name, byte[] bytes) {
    var transfer =
        page.evaluateHandle(
            """
            ([name, base64]) => {
              const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
              const transfer = new DataTransfer();
              transfer.items.add(new File([bytes], name, { type: 'image/png' }));
              return transfer;
            }
            """,
            List.of(name, Base64.getEncoder().encodeToString(bytes)));
    page.dispatchEvent("#drop", "drop", Map.of("dataTransfer", transfer));
  }

  @Test
  void aDroppedPhotoShowsPredictionsAndHeatMaps() throws IOException {
    byte[] picture = Models.picture(3, 300, 200, "png");
    try (Page page = open()) {
      drop(page, "holiday.png", picture);
      page.waitForSelector(".classes");
      assertThat(page.locator(".card h3").textContent()).isEqualTo("holiday.png");
      assertThat(page.locator(".model")).satisfies(all -> assertThat(all.count()).isEqualTo(2));
      for (int i = 0; i < 2; i++) {
        Prediction expected = models.get(i).classifier().predict(picture);
        var model = page.locator(".model").nth(i);
        assertThat(model.locator("h4").textContent()).isEqualTo(models.get(i).name());
        assertThat(model.locator(".classes button").first().textContent())
            .startsWith(expected.className());
        assertThat(model.locator("canvas").evaluate(DRAWN)).isEqualTo(true);
        assertThat(model.locator("canvas").getAttribute("aria-label"))
            .containsAnyOf("Heat map for", "Nothing speaks for");
        assertThat(model.locator(".picture img").evaluate("image => image.naturalWidth"))
            .isEqualTo(300);
      }
      assertThat(page.locator("#said").textContent()).startsWith("holiday.png: ");
      page.locator("#strength").fill("0");
      assertThat(page.locator("canvas").first().evaluate(DRAWN)).isEqualTo(false);
    }
  }

  @Test
  void theImagesThatLookMostAlikeAreShown() throws IOException {
    try (Page page = open()) {
      drop(page, "seen before.png", Models.picture(4, 200, 80, "png"));
      page.waitForSelector(".alike");
      page.waitForFunction(THUMBNAILS);
      assertThat(page.locator(".alike").count()).isEqualTo(2);
      for (int i = 0; i < 2; i++) {
        var alike = page.locator(".model").nth(i).locator(".alike li");
        assertThat(alike.count()).isEqualTo(6);
        assertThat(alike.first().locator("img").getAttribute("alt")).isEqualTo("even/04.png");
        assertThat(alike.first().locator(".caption").textContent()).isEqualTo("even1.00");
      }
      assertThat(page.locator("#about-neighbours").isVisible()).isTrue();
    }
  }

  @Test
  void aServerWithoutImagesShowsNone() throws IOException {
    var alone = List.of(new ServedModel("alone", models.get(0).classifier()));
    ServeSettings settings = ServeSettings.defaults().withPort(0);
    try (var plain = PredictionServer.start(settings, alone, failure -> {});
        Page page = open(plain, 1280, ColorScheme.LIGHT)) {
      page.setInputFiles("#files", png("a.png", Models.picture(2)));
      page.waitForSelector(".classes");
      assertThat(page.locator(".alike").count()).isZero();
      assertThat(page.locator("#about-neighbours").isVisible()).isFalse();
    }
  }

  @Test
  void aBrokenFileShowsAReadableMessageAndTheOthersGoOn() throws IOException {
    byte[] half = java.util.Arrays.copyOf(Models.picture(1), 200);
    try (Page page = open()) {
      page.setInputFiles(
          "#files", new FilePayload[] {png("bad.png", half), png("good.png", Models.picture(2))});
      page.waitForSelector(".classes");
      String message = page.waitForSelector(".card .notice").textContent();
      assertThat(message).startsWith("The image cannot be read: ");
      assertThat(page.locator(".card").count()).isEqualTo(2);
      page.locator("#clear").click();
      assertThat(page.locator(".card").count()).isZero();
    }
  }

  @Test
  void whatIsRemovedBeforeItsTurnIsNotSent() throws IOException {
    var held = new ArrayList<Route>();
    var goOn = new AtomicBoolean();
    var sent = new AtomicInteger();
    try (Page page = open()) {
      page.route(
          "**/v1/predict*",
          route -> {
            sent.incrementAndGet();
            if (goOn.get()) {
              route.resume();
            } else {
              held.add(route);
            }
          });
      var files = new ArrayList<FilePayload>();
      for (int i = 0; i < 5; i++) {
        files.add(png(i + ".png", Models.picture(i)));
      }
      page.setInputFiles("#files", files.toArray(FilePayload[]::new));
      page.waitForCondition(() -> held.size() == 3);
      page.locator("[aria-label='Remove 4.png']").click(); // waits for its turn
      page.locator("[aria-label='Remove 0.png']").click(); // is on its way
      goOn.set(true);
      held.subList(1, held.size()).forEach(Route::resume);
      page.waitForCondition(() -> page.locator(".card-models").count() == 3);
      assertThat(page.locator(".card").count()).isEqualTo(3);
      assertThat(page.locator(".card .notice").count()).isZero();
      assertThat(sent).hasValue(4);
    }
  }

  @Test
  void classesArePickedByKeyboard() throws IOException {
    try (Page page = open()) {
      page.setInputFiles("#files", png("a.png", Models.picture(2)));
      page.waitForSelector(".classes");
      var buttons = page.locator(".model").first().locator(".classes button");
      assertThat(buttons.first().getAttribute("aria-pressed")).isEqualTo("true");
      buttons.first().focus();
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      assertThat(buttons.nth(1).getAttribute("aria-pressed")).isEqualTo("true");
      assertThat(buttons.first().getAttribute("aria-pressed")).isEqualTo("false");
    }
  }

  @Test
  void theCameraTakesAPhoto() {
    try (Page page = open()) {
      page.locator("#camera-open").click();
      page.waitForCondition(
          () -> page.locator("#camera-view").evaluate("view => view.videoWidth > 0").equals(true));
      page.locator("#camera-shoot").click();
      page.waitForSelector(".classes");
      assertThat(page.locator(".card h3").textContent()).isEqualTo("camera.jpg");
      assertThat(page.locator("#camera").isVisible()).isFalse();
    }
  }

  @Test
  void theTokenIsAskedForOnce() throws IOException {
    ServeSettings settings =
        ServeSettings.defaults().withPort(0).withToken(Token.of("0123456789abcdef"));
    try (var guarded = known.start(settings);
        Page page = open(guarded, 1280, ColorScheme.LIGHT)) {
      page.locator("#token-input").fill("wrong-wrong-wrong");
      page.locator("#token-input").press("Enter");
      page.waitForCondition(() -> !page.locator("#token-wrong").textContent().isEmpty());
      page.locator("#token-input").fill("0123456789abcdef");
      page.locator("#token-input").press("Enter");
      page.setInputFiles("#files", png("a.png", Models.picture(2)));
      page.waitForSelector(".classes");
      assertThat(page.locator("#token").isVisible()).isFalse();
      page.waitForFunction(THUMBNAILS);
    }
  }

  @ParameterizedTest
  @CsvSource({"1280,LIGHT", "1280,DARK", "375,LIGHT", "375,DARK"})
  void itFitsTheScreenAndAllCanUseIt(int width, ColorScheme scheme) throws IOException {
    try (Page page = open(server, width, scheme)) {
      page.setInputFiles(
          "#files",
          new FilePayload[] {
            png("a rather long name of a file that somebody took on holiday.png", new byte[] {1}),
            png("b.png", Models.picture(3, 600, 400, "png"))
          });
      page.waitForSelector(".classes");
      page.waitForSelector(".notice");
      page.waitForFunction(THUMBNAILS);
      String file = "serve-%d-%s.png".formatted(width, scheme);
      String kept = System.getProperty("graft.screenshots");
      if (kept != null) {
        page.screenshot(
            new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of(kept, file)));
      }
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
      page.evaluate(Axe.script());
      assertThat((List<?>) page.evaluate(VIOLATIONS)).isEmpty();
    }
  }

  private static final String VIOLATIONS =
      """
      async () => (await axe.run()).violations
          .map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '))
      """;
}
