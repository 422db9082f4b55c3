package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.app.cli.values.Failure;
import dev.graft.app.report.json.ComparisonJson;
import dev.graft.compare.record.ComparisonRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code graft compare --backbones}. */
final class BackbonesCommandTest {

  private static final String SLIM = "resnet18_slim";

  @TempDir static Path folder;

  private static Path images;
  private static Path other;

  @BeforeAll
  static void make() throws IOException {
    images = Material.images(folder.resolve("shapes"), 20);
    other = Material.weights(folder.resolve("mine/mobile.safetensors"));
  }

  private static String[] line(Path out, String backbones, String... more) {
    var args =
        new ArrayList<>(
            List.of(
                "compare",
                images.toString(),
                "--backbones=" + backbones,
                "--input-size=32",
                "--precision=float32",
                "--out=" + out));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private static Invocation race(Path out, String... more) {
    var args = new ArrayList<>(List.of(more));
    if (args.stream().noneMatch(word -> word.startsWith("--feature-cache"))) {
      args.add("--feature-cache=off");
    }
    return Invocation.of(line(out, SLIM + ",mobilenet_v2=" + other, args.toArray(String[]::new)));
  }

  private static JsonNode json(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("comparison.json").toFile());
  }

  @Test
  void backbonesAreComparedOnOneSplit() throws IOException {
    Path out = folder.resolve("split");
    Invocation done = race(out, "--folds=off").succeeded();
    assertThat(done.lines())
        .anyMatch(row -> row.matches("backbone +params +licence +s/1,000 +val acc +test acc +95 %"))
        .anyMatch(row -> row.matches("resnet18_slim +2\\.8 M +Apache-2\\.0 +[\\d.]+ .*"))
        .anyMatch(row -> row.matches("mobilenet_v2 +2\\.2 M +unknown +[\\d.]+ .*"))
        .anyMatch(row -> row.startsWith("Pick resnet18_slim"))
        .contains(
            "Compare its strategies: ./graft compare "
                + images
                + " --backbone=resnet18_slim --input-size=32 --precision=float32 --folds=off"
                + " --feature-cache=off");
    JsonNode results = json(out);
    assertThat(results.path("complete").asBoolean()).isTrue();
    JsonNode raced = results.path("backbones");
    assertThat(raced).hasSize(2);
    assertThat(raced.findValuesAsText("backbone")).contains(SLIM, "mobilenet_v2");
    assertThat(raced.get(0).path("secondsPerImage").asDouble())
        .as("cheapest first")
        .isBetween(1e-9, raced.get(1).path("secondsPerImage").asDouble());
    assertThat(results.path("model").path("architecture").asText())
        .isEqualTo(raced.get(0).path("architecture").asText());
    assertThat(results.path("runs").findValuesAsText("strategy"))
        .isEqualTo(raced.findValuesAsText("backbone"));
    JsonNode first = results.path("runs").get(0);
    JsonNode second = results.path("runs").get(1);
    assertThat(first.path("test").path("labels")).isEqualTo(second.path("test").path("labels"));
    assertThat(first.path("test").path("labels")).hasSizeGreaterThan(5);
    assertThat(results.path("recommendation").path("pick").asText()).isEqualTo(SLIM);
  }

  @Test
  void thePicksModelIsOfItsBackbone() throws IOException {
    Path out = folder.resolve("model");
    race(out, "--folds=off", "--keep-models").succeeded();
    JsonNode facts = new ObjectMapper().readTree(out.resolve("model/model.json").toFile());
    assertThat(facts.path("backbone").path("architecture").asText()).isEqualTo(SLIM);
    JsonNode of =
        new ObjectMapper().readTree(out.resolve("models/mobilenet_v2/model.json").toFile());
    assertThat(of.path("backbone").path("architecture").asText()).isEqualTo("mobilenet_v2");
    assertThat(of.path("backbone").path("weights").path("sha256"))
        .isNotEqualTo(facts.path("backbone").path("weights").path("sha256"));
    assertThat(Files.readString(out.resolve("model/MODEL_CARD.md")))
        .contains("resnet18_slim with a head of its own", "as probe, seed 0");
    for (String model : List.of("", "models/mobilenet_v2")) {
      Invocation.of(
              "predict", out.resolve(model).toString(), images.resolve("circle/00.png").toString())
          .succeeded();
    }
  }

  /** The results are read back as they were written, by the report too. */
  @Test
  void theReportSpeaksOfBackbones() throws IOException {
    Path out = folder.resolve("report");
    race(out, "--folds=off").succeeded();
    String written = Files.readString(out.resolve("comparison.json"));
    ComparisonRecord read = ComparisonJson.parse(written);
    assertThat(read.backbones()).hasSize(2);
    assertThat(read.runs()).allMatch(run -> run.strategy().name().equals("probe"));
    assertThat(ComparisonJson.parse(ComparisonJson.of(read))).isEqualTo(read);
    Invocation.of("report", out.toString()).succeeded();
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page)
        .contains("backbones compared", "what each backbone did", "s/1,000", "mobile.safetensors")
        .doesNotContain("strategies compared", "rainable parameters", ">strategy<");
    assertThat(Files.readString(out.resolve("comparison.md")))
        .contains("| backbone | params | licence |", "- mobilenet_v2: mobilenet_v2, file " + other);
  }

  /** Few test images are cross-validated here as well; the pick is trained once more. */
  @Test
  void fewImagesAreCrossValidated() throws IOException {
    Path out = folder.resolve("folds");
    Invocation done = race(out).succeeded();
    assertThat(done.out()).contains("Training resnet18_slim without a test split");
    JsonNode results = json(out);
    assertThat(results.path("complete").asBoolean()).isTrue();
    assertThat(results.path("runs")).hasSize(10);
    JsonNode facts = new ObjectMapper().readTree(out.resolve("model/model.json").toFile());
    assertThat(facts.path("temperatureSource").asText()).isEqualTo("out-of-fold");
    assertThat(facts.path("backbone").path("architecture").asText()).isEqualTo(SLIM);
  }

  /** What an earlier command cached is charged all the same: the pick does not depend on it. */
  @Test
  void cachedFeaturesAreCharged() throws IOException {
    Path out = folder.resolve("first");
    String cache = "--feature-cache=" + folder.resolve("features");
    race(out, "--folds=off", cache).succeeded();
    Path again = folder.resolve("again");
    race(again, "--folds=off", cache).succeeded();
    for (JsonNode run : json(out).path("runs")) {
      assertThat(run.path("foundFeatures").asBoolean()).isFalse();
    }
    Map<String, Double> seconds =
        Map.of(SLIM, perImage(again, SLIM), "mobilenet_v2", perImage(again, "mobilenet_v2"));
    for (JsonNode run : json(again).path("runs")) {
      assertThat(run.path("foundFeatures").asBoolean()).isTrue();
      JsonNode data = json(again).path("data");
      int views = 2; // as the default augmentation has them
      int trained = views * data.path("train").asInt() + data.path("validation").asInt();
      assertThat(run.path("foundSeconds").asDouble())
          .isEqualTo(trained * seconds.get(run.path("strategy").asText()));
    }
  }

  private static double perImage(Path out, String backbone) throws IOException {
    for (JsonNode raced : json(out).path("backbones")) {
      if (raced.path("backbone").asText().equals(backbone)) {
        return raced.path("secondsPerImage").asDouble();
      }
    }
    throw new AssertionError("no " + backbone);
  }

  @Test
  void aRaceGoesOnWhereItWasStopped() throws Exception {
    String[] more = {"--folds=3", "--feature-cache=off"};
    String both = SLIM + ",mobilenet_v2=" + other;
    Path whole = folder.resolve("whole");
    Invocation.of(line(whole, both, more)).succeeded();
    Path out = folder.resolve("parts");
    Stopped.when(out.resolve("checkpoint/finished.json"), line(out, both, more))
        .failedWith(Failure.INTERRUPTED, "of 6 runs finished", "compare --resume " + out);
    Invocation.of("compare", "--resume", out.toString()).succeeded();
    assertThat(byLabel(out)).isEqualTo(byLabel(whole));
    Path changed = folder.resolve("changed");
    Stopped.when(changed.resolve("checkpoint/finished.json"), line(changed, both, more));
    byte[] kept = Files.readAllBytes(other);
    try {
      byte[] bytes = kept.clone();
      bytes[bytes.length - 1] ^= 1;
      Files.write(other, bytes);
      Invocation.of("compare", "--resume", changed.toString())
          .failedWith(Failure.USAGE, "weights of", "mobilenet_v2", "not those it was started with");
    } finally {
      Files.write(other, kept);
    }
  }

  /** Whose turn is first depends on times. */
  private static List<String> byLabel(Path out) throws IOException {
    return Stopped.numbers(out.resolve("comparison.json")).stream()
        .map(JsonNode::toString)
        .sorted()
        .toList();
  }

  @Test
  void whatARaceSettlesItselfIsRefused() {
    Path out = folder.resolve("refused");
    for (String option :
        List.of("--strategies=fine-tune", "--seeds=3", "--budget=1m", "--trials=2", "--watch")) {
      race(out, option)
          .failedWith(Failure.USAGE, "--backbones", "leave " + option.split("=", 2)[0] + " out");
    }
    race(out, "--backbone=resnet18").failedWith(Failure.USAGE, "leave --backbone out");
    race(out, "--weights=" + other).failedWith(Failure.USAGE, "NAME=FILE", "leave --weights out");
    assertThat(out).doesNotExist();
  }

  @Test
  void namesAreChecked() throws IOException {
    Path out = folder.resolve("names");
    refused(out, SLIM, Failure.USAGE, "two or more, got resnet18_slim alone", "--backbone");
    refused(out, SLIM + "," + SLIM, Failure.USAGE, "each may be named once, resnet18_slim");
    refused(out, SLIM + ",resnet19", Failure.USAGE, "unknown backbone \"resnet19\"", "resnet18");
    refused(
        out, SLIM + ",mobilenet_v2=none.pth", Failure.USAGE, "mobilenet_v2=none.pth", "no such");
    refused(out, SLIM + ",auto", Failure.USAGE, "auto", "stands alone");
    refused(out, SLIM + ",", Failure.USAGE, "unknown backbone \"\"");
    Path damaged = Files.writeString(folder.resolve("damaged.safetensors"), "nothing of the kind");
    refused(out, SLIM + ",mobilenet_v2=" + damaged, Failure.FAILED, "damaged.safetensors");
    assertThat(out.resolve("comparison.json")).doesNotExist();
  }

  private static void refused(Path out, String backbones, int code, String... words) {
    Invocation.of(line(out, backbones)).failedWith(code, words);
  }

  @Test
  void offlineTheMissingAreNamed() {
    Path out = folder.resolve("offline");
    Invocation.of(line(out, SLIM + ",resnet18,mobilenet_v2", "--offline"))
        .failedWith(
            Failure.FAILED,
            "the weights of resnet18, mobilenet_v2 are not on this machine",
            "auto");
    assertThat(out).doesNotExist();
  }

  @Test
  void autoTakesWhatIsHereAndMayBeUsed() throws IOException {
    Path out = folder.resolve("auto");
    Path home = folder.resolve("home");
    Invocation alone = Invocation.of(line(out, "auto"));
    alone.failedWith(
        Failure.USAGE, "there is only resnet18_slim", "name others", "put their weights into");
    String small = "mobilenetv4_conv_small";
    Material.weights(cached(home, small + ".e2400_r224_in1k"), small);
    Files.createDirectories(cached(home, "resnet18.fb_ssl_yfcc100m_ft_in1k").getParent());
    Files.writeString(cached(home, "resnet18.fb_ssl_yfcc100m_ft_in1k"), "not opened");
    Map<String, String> environment =
        Map.of("GRAFT_HOME", home.toString(), "HOME", "/dev/null/none");
    Invocation done =
        Invocation.of(environment, line(out, "auto", "--offline", "--folds=off", "--fit=squash"))
            .succeeded();
    assertThat(json(out).path("backbones").findValuesAsText("backbone"))
        .containsExactlyInAnyOrder(SLIM, small);
    assertThat(done.out())
        .contains("Left out by --backbones auto", "resnet18.fb_ssl_yfcc100m_ft_in1k");
  }

  private static Path cached(Path home, String model) {
    return home.resolve("weights/hf/timm--" + model + "/main/model.safetensors");
  }

  /** Two files for one backbone are told apart by their names. */
  @Test
  void filesOfOneBackboneHaveLabelsOfTheirOwn() throws IOException {
    Path out = folder.resolve("files");
    Path second = Files.copy(other, folder.resolve("mine/second.safetensors"));
    Invocation.of(
            line(
                out,
                "mobilenet_v2=" + other + ",mobilenet_v2=" + second,
                "--folds=off",
                "--feature-cache=off",
                "--keep-models"))
        .succeeded();
    assertThat(json(out).path("runs").findValuesAsText("strategy"))
        .containsExactlyInAnyOrder(
            "mobilenet_v2=mobile.safetensors", "mobilenet_v2=second.safetensors");
    assertThat(out.resolve("models/mobilenet_v2-second.safetensors/model.json")).exists();
  }
}
