package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportCommandTest {

  @TempDir static Path folder;
  private static Path out;

  @BeforeAll
  static void compare() throws IOException {
    Path images = Material.images(folder.resolve("shapes"), 12);
    Path weights = Material.weights(folder.resolve("mobilenet.safetensors"));
    out = folder.resolve("out");
    Invocation.of(
            "compare",
            images.toString(),
            "--backbone=mobilenet_v2",
            "--weights=" + weights,
            "--input-size=32",
            "--strategies=feature-extract,probe",
            "--folds=off",
            "--epochs=2",
            "--out=" + out)
        .succeeded();
  }

  private static JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(out.resolve(name).toFile());
  }

  @Test
  void theReportIsMadeAgainFromTheFilesAlone() throws IOException {
    String page = Files.readString(out.resolve("report.html"));
    String markdown = Files.readString(out.resolve("report.md"));
    String plot = Files.readString(out.resolve("plots/accuracy-against-time.svg"));
    Path moved = Files.move(out, folder.resolve("moved"));
    try {
      for (String name : new String[] {"report.html", "report.md", "plots/recall.svg"}) {
        Files.delete(moved.resolve(name));
      }
      Invocation.of("report", moved.toString()).succeeded();
      assertThat(Files.readString(moved.resolve("report.html")))
          .isEqualTo(
              page.replace(out.toString(), moved.toString())
                  .replace("--out=" + moved, "--out=" + out));
      assertThat(moved.resolve("report.md")).hasContent(markdown);
      assertThat(moved.resolve("plots/accuracy-against-time.svg")).hasContent(plot);
      assertThat(moved.resolve("plots/recall.svg")).exists();
    } finally {
      Files.move(moved, out);
    }
  }

  @Test
  void theImagesWorthALookAreKept() throws IOException {
    JsonNode material = json("report.json");
    JsonNode comparison = json("comparison.json");
    int tested = comparison.path("data").path("test").asInt();
    assertThat(material.path("fingerprint")).isEqualTo(comparison.path("data").path("fingerprint"));
    assertThat(material.path("command").asText()).startsWith("graft compare ");
    assertThat(material.path("map").path("x")).hasSize(tested);
    assertThat(material.path("map").path("shareX").asDouble())
        .isBetween(material.path("map").path("shareY").asDouble(), 1.0);
    assertThat(material.path("thumbnails").size()).isBetween(1, tested);
    JsonNode test = comparison.path("runs").path(0).path("test");
    assertThat(test.path("confidences")).hasSize(tested);
    String page = Files.readString(out.resolve("report.html"));
    String first = material.path("thumbnails").elements().next().asText();
    assertThat(page).contains("src=\"data:image/jpeg;base64," + first + "\"");
    assertThat(page).contains("data-y=\"" + test.path("accuracy").asDouble() + "\"");
  }

  @Test
  void resultsOfOtherImagesAreNotShownWithThesePictures() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.copy(out.resolve("comparison.json"), other.resolve("comparison.json"));
    String material = Files.readString(out.resolve("report.json"));
    Files.writeString(
        other.resolve("report.json"),
        material.replaceFirst("\"fingerprint\" : \"[0-9a-f]*\"", "\"fingerprint\" : \"none\""));
    Invocation.of("report", other.toString()).succeeded();
    assertThat(Files.readString(other.resolve("report.html"))).doesNotContain("data:image");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Invocation.of("report", folder.resolve("nowhere").toString()).failedWith(2, "is no folder");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Invocation.of("report", empty.toString()).failedWith(2, "holds no results");
    Files.writeString(empty.resolve("run.json"), "{}");
    Invocation.of("report", empty.toString())
        .failedWith(1, "run.json cannot be used (its format is none; this Graft reads 1)");
    Files.copy(out.resolve("comparison.json"), empty.resolve("comparison.json"));
    Files.writeString(empty.resolve("curve.json"), "{}");
    Invocation.of("report", empty.toString()).succeeded(); // of what can be read
  }
}
