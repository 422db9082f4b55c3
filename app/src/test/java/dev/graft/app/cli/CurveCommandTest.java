package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

final class CurveCommandTest {

  private static final int SIZES = 6;

  @TempDir static Path folder;
  private static Path images;
  private static Path weights;
  private static Path out;
  private static Invocation done;

  @BeforeAll
  static void make() throws IOException {
    images = Material.images(folder.resolve("<shapes>"), 20);
    weights = Material.weights(folder.resolve("mobilenet.safetensors"));
    out = folder.resolve("out");
    done = curve(out, "--sizes", "3,6,9,12,18,36", "--seeds", "2").succeeded();
  }

  private static Invocation curve(Path out, String... more) {
    var args = new ArrayList<>(List.of("curve", images.toString(), "--backbone", "mobilenet_v2"));
    args.addAll(List.of("--weights", weights.toString(), "--input-size", "32", "--epochs", "1"));
    args.addAll(List.of("--batch-size", "32"));
    args.addAll(List.of("--out", out.toString(), "--precision", "float32"));
    args.addAll(List.of(more));
    return Invocation.of(args.toArray(String[]::new));
  }

  private static JsonNode json(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("curve.json").toFile());
  }

  @Test
  void printsTableAndPlotAndSentences() {
    assertThat(done.lines()).allMatch(line -> line.length() <= 80, "fits 80 columns");
    assertThat(done.out())
        .contains("Sizes     3, 6, 9, 12, 18, 36 training images; 24 trainings in all")
        .containsPattern(
            "    36 images \\(12 per class\\), seed 1, fine-tune: test acc \\d\\.\\d{3}")
        .containsPattern("mode +images +per class +test acc +95 % +\\+- +s")
        .containsPattern("probe +6 +2\\.0 +\\d\\.\\d{3} +\\d\\.\\d{3}-\\d\\.\\d{3} +\\d\\.\\d{3}")
        .contains("o probe", "x fine-tune", "expected at twice the images")
        .containsPattern(
            "probe: with about 12 more\\s+labelled\\s+images\\s+per\\s+class,\\s+expect")
        .contains("Back-test of probe: from its sizes up to 18")
        .contains("Written: " + out.resolve("curve.svg"));
  }

  @Test
  void writesTheFieldsThatReadersRelyOn() throws IOException {
    JsonNode root = json(out);
    assertThat(root.path("complete").asBoolean()).isTrue();
    assertThat(root.path("sizes").toString()).isEqualTo("[3,6,9,12,18,36]");
    assertThat(root.path("points")).hasSize(SIZES * 2 * 2);
    for (JsonNode point : root.path("points")) {
      int total = root.path("data").path("test").asInt();
      assertThat(point.path("total").asInt()).isEqualTo(total);
      assertThat(point.path("correct").asInt() + point.path("wrong").size()).isEqualTo(total);
      assertThat(point.path("accuracy").asDouble())
          .isEqualTo(point.path("correct").asDouble() / total)
          .isBetween(point.path("accuracyLow").asDouble(), point.path("accuracyHigh").asDouble());
      boolean steps = point.path("strategy").asText().equals("fine-tune");
      // 36 images are two batches of 32 or fewer; smaller subsets are one, so they have two epochs.
      assertThat(point.path("steps").asInt()).isEqualTo(steps ? 2 : 0);
    }
    assertThat(root.path("curves")).hasSize(2);
    for (JsonNode curve : root.path("curves")) {
      assertThat(curve.path("levels")).hasSize(SIZES);
      assertThat(curve.path("fit").path("floor").asDouble()).isNotNegative();
      JsonNode doubled = curve.path("doubled");
      assertThat(doubled.path("size").asInt()).isEqualTo(72);
      assertThat(doubled.path("perClass").asDouble()).isEqualTo(24);
      assertThat(doubled.path("accuracy").asDouble())
          .isBetween(
              doubled.path("accuracyLow").asDouble(), doubled.path("accuracyHigh").asDouble());
      JsonNode test = curve.path("backTest");
      assertThat(test.path("sizes").toString()).isEqualTo("[3,6,9,12,18]");
      double measured = curve.path("levels").path(SIZES - 1).path("accuracy").asDouble();
      assertThat(test.path("measured").asDouble()).isEqualTo(measured);
      assertThat(test.path("within").asBoolean())
          .isEqualTo(
              test.path("accuracyLow").asDouble() <= measured
                  && measured <= test.path("accuracyHigh").asDouble());
    }
    assertThat(root.path("crossings")).hasSize(1);
  }

  @Test
  void anotherMetricIsWhatIsFittedAndForetold() throws IOException {
    Path other = folder.resolve("balanced");
    Invocation curve =
        curve(other, "--sizes=3,6,9,18", "--seeds=1", "--strategies=probe", "--metric=balanced");
    assertThat(curve.succeeded().out())
        .containsPattern("mode +images +per class +test acc +balanced accuracy +95 % +s")
        .contains("expect balanced accuracy");
    JsonNode root = json(other);
    assertThat(root.at("/settings/supervision/metric").asText()).isEqualTo("balanced");
    JsonNode point = root.at("/points/0");
    assertThat(point.path("parts")).hasSize(point.path("total").asInt());
    // Classes are equal in size, so that it is the accuracy.
    assertThat(point.path("value").asDouble())
        .isCloseTo(point.path("accuracy").asDouble(), within(1e-9));
    assertThat(root.at("/curves/0/doubled/value").isNumber()).isTrue();
    assertThat(root.at("/curves/0/doubled/accuracy").isMissingNode()).isTrue();
    assertThat(Files.readString(other.resolve("curve.svg"))).contains("balanced accuracy");
  }

  @Test
  void everyFieldIsDocumented() throws IOException {
    Path guide = Path.of(System.getProperty("graft.root"), "docs", "guide");
    String pages =
        Files.readString(guide.resolve("curve.md"))
            + Files.readString(guide.resolve("comparison-json.md"));
    var undocumented = new TreeSet<String>();
    fields(json(out), undocumented);
    undocumented.removeIf(field -> pages.contains("`" + field + "`"));
    assertThat(undocumented).isEmpty();
  }

  private static void fields(JsonNode node, Set<String> names) {
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(child -> fields(child, names));
  }

  @Test
  void thePictureIsWellFormedAndShowsEveryPoint() throws Exception {
    Path file = out.resolve("curve.svg");
    Document picture =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    assertThat(picture.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(picture.getElementsByTagName("title").item(0).getTextContent()).contains("<shapes>");
    String text = Files.readString(file);
    int points = SIZES * 2 * 2;
    assertThat(text.split("class=\"mark s", -1)).hasSize(points + 1);
    assertThat(text.split("class=\"mark foretold", -1)).hasSize(2 + 1);
    assertThat(text.split("class=\"band ", -1)).hasSize(2 + 1);
    assertThat(text).contains("prefers-color-scheme: dark", "line far").doesNotContain("NaN");
  }

  @Test
  void theReportIsMadeAgainFromTheFilesAlone() throws IOException {
    assertThat(done.out()).contains("Report: " + out.resolve("report.html"));
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page)
        .contains("What more images bring", "id=\"learning-curve\"", "./graft curve")
        .contains("Back-test of probe");
    Files.delete(out.resolve("report.html"));
    Invocation.of("report", out.toString()).succeeded();
    assertThat(out.resolve("report.html")).hasContent(page);
  }

  @Test
  void aComparisonsReportShowsTheCurveOnItsImages() throws IOException {
    Path both = folder.resolve("both");
    compare(images, both);
    assertThat(both.resolve("report.html")).content().doesNotContain("id=\"learning-curve\"");
    curve(both, "--sizes", "12,24", "--strategies", "probe", "--seeds", "1").succeeded();
    assertThat(both.resolve("report.html"))
        .content()
        .contains("id=\"learning-curve\"", "id=\"comparison\"", "./graft compare");
    compare(Material.images(folder.resolve("others"), 12), both);
    assertThat(both.resolve("report.html")).content().doesNotContain("id=\"learning-curve\"");
  }

  private static void compare(Path images, Path out) {
    Invocation.of(
            "compare",
            images.toString(),
            "--backbone=mobilenet_v2",
            "--weights=" + weights,
            "--input-size=32",
            "--strategies=probe",
            "--folds=off",
            "--overwrite",
            "--precision=float32",
            "--out=" + out)
        .succeeded();
  }

  @Test
  void threeSizesForetellNothing() throws IOException {
    Path few = folder.resolve("few");
    Invocation said =
        curve(few, "--sizes", "3", "--strategies", "probe", "--seeds", "1").succeeded();
    assertThat(said.out())
        .contains("probe: no prediction from 3 sizes; 4 are needed.")
        .contains("Back-test of probe: none");
    JsonNode curve = json(few).path("curves").path(0);
    assertThat(curve.path("fit").isNull()).isTrue();
    assertThat(curve.path("doubled").isNull()).isTrue();
    assertThat(curve.path("backTest").isNull()).isTrue();
    assertThat(curve.path("levels").path(0).path("spread").isNull()).isTrue();
  }

  @Test
  void whatCannotBeIsRefused() {
    Path nowhere = folder.resolve("nowhere");
    curve(nowhere, "--sizes", "many").failedWith(2, "--sizes must be", "\"many\"");
    curve(nowhere, "--sizes", "0").failedWith(2, "--sizes must be 1 to 50", "got 0");
    curve(nowhere, "--sizes", "2,10").failedWith(2, "sizes must be 3", "[2, 10]");
    curve(nowhere, "--sizes", "10,1000").failedWith(2, "all training images", "[10, 1000]");
    curve(nowhere, "--test-fraction", "0").failedWith(2, "needs test images");
    curve(nowhere, "--strategies", "nonsense").failedWith(2, "nonsense");
    curve(nowhere, "--early-stop", "2").failedWith(2, "--early-stop", "as many steps: leave out");
  }
}
