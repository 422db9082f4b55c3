package dev.graft.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.backbone.fetch.CacheFolders;
import dev.graft.backbone.fetch.Download;
import dev.graft.backbone.fetch.LocalServer;
import dev.graft.data.image.Preprocessing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WeightLocatorTest {

  private static final String RESNET18 = "resnet18-f37072fd.pth";

  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();

  private WeightLocator locator(boolean offline) {
    Download.Settings settings =
        new Download.Settings(
            Duration.ofSeconds(5), Duration.ofSeconds(5), 1, Duration.ofMillis(10));
    return new WeightLocator(
        environment,
        new CacheFolders(environment, "Linux", home),
        offline,
        new Download(Map.of(), settings),
        (received, total) -> {});
  }

  private Path put(String path) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, path);
  }

  private Optional<Path> found(String architecture) {
    return locator(true)
        .find(Architecture.named(architecture), Optional.empty())
        .map(WeightOrigin::file);
  }

  @Test
  void cachesAreSearchedInOrder() throws IOException {
    assertThat(found("resnet18")).isEmpty();
    Path hub =
        put(
            ".cache/huggingface/hub/models--timm--resnet18.tv_in1k/snapshots/abc/model.safetensors");
    assertThat(found("resnet18")).isEmpty(); // no ref says that abc is current
    Files.createDirectories(hub.resolve("../../../refs").normalize());
    Files.writeString(hub.resolve("../../../refs/main").normalize(), "abc\n");
    assertThat(found("resnet18")).contains(hub);
    Path torch = put(".cache/torch/hub/checkpoints/" + RESNET18);
    assertThat(found("resnet18")).contains(torch);
    Path graft = put(".cache/graft/weights/" + RESNET18);
    assertThat(found("resnet18")).contains(graft);
    assertThat(found("resnet34")).isEmpty();
  }

  @Test
  void variablesMoveTheCaches() throws IOException {
    environment.put("TORCH_HOME", home.resolve("t").toString());
    Path torch = put("t/hub/checkpoints/" + RESNET18);
    assertThat(found("resnet18")).contains(torch);
    environment.put("GRAFT_HOME", "~/g");
    Path graft = put("g/weights/" + RESNET18);
    assertThat(found("resnet18")).contains(graft);
    environment.put("HF_HOME", home.resolve("h").toString());
    put("h/hub/models--timm--resnet34.tv_in1k/refs/main");
    Files.writeString(home.resolve("h/hub/models--timm--resnet34.tv_in1k/refs/main"), "c0ffee");
    Path hub = put("h/hub/models--timm--resnet34.tv_in1k/snapshots/c0ffee/model.safetensors");
    assertThat(found("resnet34")).contains(hub);
    environment.put("HF_HUB_CACHE", home.resolve("empty").toString());
    assertThat(found("resnet34")).isEmpty();
  }

  @Test
  void refsThatLeaveTheCacheAreIgnored() throws IOException {
    String repository = ".cache/huggingface/hub/models--timm--resnet18.tv_in1k/";
    put(repository + "refs/main");
    Files.writeString(home.resolve(repository + "refs/main"), "../..");
    put(repository + "model.safetensors");
    put(repository + "snapshots/x");
    assertThat(found("resnet18")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Mac OS X, , Library/Caches/graft",
    "Windows 11, C, AppDataLocal/graft",
    "Linux, , .cache/graft"
  })
  void graftCacheIsWhereTheSystemKeepsCaches(String system, String drive, String expected) {
    if (drive != null) {
      environment.put("LOCALAPPDATA", home.resolve("AppDataLocal").toString());
    }
    assertThat(new CacheFolders(environment, system, home).graft())
        .isEqualTo(home.resolve(expected));
    environment.put("XDG_CACHE_HOME", home.resolve("xdg").toString());
    assertThat(new CacheFolders(environment, system, home).graft())
        .isEqualTo(home.resolve("xdg/graft"));
  }

  @Test
  void fileOfTheUserComesFirstAndIsRecognised() throws IOException {
    Path own = put("mine/weights.bin");
    WeightOrigin origin =
        locator(true).locate(Architecture.named("resnet18"), Optional.of(own.toString()));
    assertThat(origin.file()).isEqualTo(own);
    assertThat(origin.licence()).isEqualTo("unknown");
    assertThat(origin.published()).isEmpty();

    Path v2 = put("mine/resnet50-11ad3fa6.pth");
    Optional<WeightOrigin> known =
        locator(true).find(Architecture.named("resnet50"), Optional.of(v2.toString()));
    assertThat(known.orElseThrow().published().orElseThrow().preprocessing().resize())
        .isEqualTo(232);
  }

  @Test
  void tagsChooseAmongPublishedWeights() throws IOException {
    Path v2 = put(".cache/torch/hub/checkpoints/resnet50-11ad3fa6.pth");
    assertThat(found("resnet50")).isEmpty();
    assertThat(
            locator(true)
                .find(Architecture.named("resnet50"), Optional.of("IMAGENET1K_V2"))
                .orElseThrow()
                .file())
        .isEqualTo(v2);
  }

  @Test
  void damagedPublishedFileIsNamed() throws IOException {
    Path bad = put(".cache/torch/hub/checkpoints/" + RESNET18);
    assertThatThrownBy(
            () -> locator(false).locate(Architecture.named("resnet18"), Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(bad.toString())
        .hasMessageContaining("should begin with f37072fd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"flag", "1", "true", "YES", "on"})
  void offlineSaysWhatToBring(String how) {
    environment.put("HF_HUB_OFFLINE", how);
    environment.put("GRAFT_WEIGHTS_MIRROR", "http://127.0.0.1:1/"); // would fail otherwise
    assertThatThrownBy(
            () ->
                locator(how.equals("flag"))
                    .locate(Architecture.named("resnet18"), Optional.empty()))
        .isInstanceOf(MissingWeightsException.class)
        .hasMessageContaining("offline")
        .hasMessageContaining("/" + RESNET18)
        .hasMessageContaining("begins with f37072fd")
        .hasMessageContaining(home.resolve(".cache/graft/weights").toString())
        .hasMessageContaining("--weights FILE");
  }

  @Test
  void failedDownloadSaysWhatToBring() {
    environment.put("GRAFT_WEIGHTS_MIRROR", "http://127.0.0.1:1/");
    environment.put("HF_HUB_OFFLINE", "0");
    assertThatThrownBy(
            () ->
                locator(false)
                    .locate(Architecture.named("mobilenet_v2"), Optional.of("imagenet1k_v2")))
        .isInstanceOf(MissingWeightsException.class)
        .hasMessageContaining("cannot connect")
        .hasMessageContaining("http://127.0.0.1:1/mobilenet_v2-7ebf99e0.pth")
        .hasMessageContaining("begins with 7ebf99e0");
  }

  @Test
  void downloadOfOtherContentIsRefused() throws IOException {
    try (LocalServer server =
        new LocalServer((x, n) -> LocalServer.serve(x, new byte[10], "\"a\""))) {
      environment.put("GRAFT_WEIGHTS_MIRROR", server.uri("/models").toString());
      assertThatThrownBy(
              () -> locator(false).locate(Architecture.named("resnet18"), Optional.empty()))
          .isInstanceOf(MissingWeightsException.class)
          .hasMessageContaining("not the one expected");
    }
    assertThat(found("resnet18")).isEmpty();
  }

  @Test
  void hubFilesAreFetchedOnceAndKept() throws IOException {
    byte[] content = {1, 2, 3};
    try (LocalServer server =
        new LocalServer(
            (x, n) -> {
              String path = x.getRequestURI().getRawPath();
              assertThat(path).startsWith("/someone/some-net/resolve/refs%2Fpr%2F1/sub/");
              if (path.endsWith("/w.safetensors")) {
                LocalServer.serve(x, content, "\"a\"");
              } else {
                LocalServer.status(x, 404);
              }
            })) {
      environment.put("HF_ENDPOINT", server.uri("/").toString());
      Optional<String> request = Optional.of("hf:someone/some-net@refs/pr/1:sub/w.safetensors");
      assertThat(locator(false).find(Architecture.named("resnet18"), request)).isEmpty();
      WeightOrigin origin = locator(false).locate(Architecture.named("resnet18"), request);
      assertThat(origin.file()).hasBinaryContent(content);
      assertThat(origin.file()).startsWith(home.resolve(".cache/graft/weights/hf"));
      assertThat(locator(true).locate(Architecture.named("resnet18"), request).file())
          .isEqualTo(origin.file());
      // config.json and preprocessor_config.json are asked for and not there.
      assertThat(server.requests()).hasSize(3);
      assertThat(origin.licence())
          .isEqualTo("unknown (see https://huggingface.co/someone/some-net)");
    }
  }

  @Test
  void configurationsComeWithWeightsOfTheHub() throws IOException {
    byte[] config = "{\"pretrained_cfg\": {\"crop_pct\": 0.9}}".getBytes(StandardCharsets.UTF_8);
    try (LocalServer server =
        new LocalServer(
            (x, n) ->
                LocalServer.serve(
                    x,
                    x.getRequestURI().getPath().endsWith("/config.json") ? config : new byte[9],
                    "\"a\""))) {
      environment.put("HF_ENDPOINT", server.uri("/").toString());
      TaggedName name = TaggedName.parse("resnet18.a1_in1k");
      WeightOrigin origin = locator(false).locate(name.architecture(), name.weights());
      assertThat(origin.file().resolveSibling("config.json")).hasBinaryContent(config);
      assertThat(origin.folder()).contains(origin.file().getParent());
      assertThat(origin.licence()).isEqualTo("Apache-2.0");
      assertThat(origin.description()).contains("/timm/resnet18.a1_in1k/resolve/main/");
      assertThat(server.requests()).hasSize(2);
    }
  }

  private static final Architecture RESNET = Architecture.named("resnet18");
  private static final Optional<String> UNLISTED = Optional.of("hf:timm/resnet18.new_in1k");

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".cache/graft/weights/hf/timm--resnet18.new_in1k/main/",
        ".cache/huggingface/hub/models--timm--resnet18.new_in1k/snapshots/abc/"
      })
  void weightsThatCameAloneGetTheirConfiguration(String folder) throws IOException {
    Path file = put(folder + "model.safetensors");
    Path ref = put(".cache/huggingface/hub/models--timm--resnet18.new_in1k/refs/main");
    Files.writeString(ref, "abc");
    assertThat(locator(true).locate(RESNET, UNLISTED).description())
        .endsWith(", without its config.json");
    environment.put("HF_ENDPOINT", "http://127.0.0.1:1/");
    assertThatThrownBy(() -> locator(false).locate(RESNET, UNLISTED))
        .isInstanceOf(MissingWeightsException.class)
        .hasMessageContaining(file + " has no config.json beside it")
        .hasMessageContaining("/timm/resnet18.new_in1k/resolve/main/config.json")
        .hasMessageContaining("--offline");
    byte[] config = "{\"pretrained_cfg\": {\"crop_pct\": 0.9}}".getBytes(StandardCharsets.UTF_8);
    try (LocalServer server = new LocalServer((x, n) -> LocalServer.serve(x, config, "\"a\""))) {
      environment.put("HF_ENDPOINT", server.uri("/").toString());
      WeightOrigin origin = locator(false).locate(RESNET, UNLISTED);
      assertThat(origin.file()).isEqualTo(file);
      assertThat(origin.description()).doesNotContain("without");
      assertThat(origin.folder().orElseThrow().resolve("config.json")).hasBinaryContent(config);
      assertThat(locator(false).locate(RESNET, UNLISTED)).isEqualTo(origin);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void thatThereIsNoConfigurationIsRemembered() throws IOException {
    put(".cache/graft/weights/hf/timm--resnet18.new_in1k/main/model.safetensors");
    try (LocalServer server = new LocalServer((x, n) -> LocalServer.status(x, 404))) {
      environment.put("HF_ENDPOINT", server.uri("/").toString());
      locator(false).locate(RESNET, UNLISTED);
      WeightOrigin origin = locator(false).locate(RESNET, UNLISTED);
      assertThat(server.requests()).hasSize(2); // config.json and preprocessor_config.json
      assertThat(
              Configuration.read(origin.folder().orElseThrow())
                  .preprocessing(RESNET.preprocessing(), false))
          .isEmpty();
    }
  }

  @Test
  void unlistedTagsAreAnsweredWithTheListedOnes() {
    assertThatThrownBy(() -> locator(true).locate(RESNET, UNLISTED))
        .isInstanceOf(MissingWeightsException.class)
        .hasMessageContaining("with the config.json beside it and put both into")
        .hasMessageContaining(
            "The tags of resnet18 that Graft lists are imagenet1k_v1, a1_in1k, a2_in1k");
    assertThatThrownBy(() -> locator(true).locate(RESNET, Optional.of("hf:someone/net")))
        .isInstanceOf(MissingWeightsException.class)
        .hasMessageNotContaining("The tags of");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void gatedWeightsSayHowToGetThem(int status) throws IOException {
    try (LocalServer server = new LocalServer((x, n) -> LocalServer.status(x, status))) {
      environment.put("HF_ENDPOINT", server.uri("/").toString());
      assertThatThrownBy(
              () ->
                  locator(false)
                      .locate(Architecture.named("resnet18"), Optional.of("hf:timm/gated.net")))
          .isInstanceOf(MissingWeightsException.class)
          .hasMessageContaining("Open https://huggingface.co/timm/gated.net, accept the licence")
          .hasMessageContaining("--weights FOLDER");
    }
  }

  @Test
  void namesHaveTags() {
    assertThat(TaggedName.parse("resnet18"))
        .isEqualTo(new TaggedName(Architecture.named("resnet18"), Optional.empty()));
    assertThat(TaggedName.parse("resnet50.imagenet1k_v2").weights()).contains("imagenet1k_v2");
    assertThat(TaggedName.parse("resnet18.tv_in1k").weights()).contains("hf:timm/resnet18.tv_in1k");
    assertThat(TaggedName.parse("resnet50.IMAGENET1K_V2").weights()).contains("imagenet1k_v2");
    assertThat(TaggedName.parse("resnet18.A1_IN1K").weights()).contains("a1_in1k");
    assertThat(TaggedName.parse("resnet18.of.none").weights()).contains("hf:timm/resnet18.of.none");
    assertThatThrownBy(() -> TaggedName.parse("vgg.tv_in1k"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown backbone \"vgg.tv_in1k\"");
    assertThatThrownBy(() -> TaggedName.parse("resnet18.../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void weightsThatAreNotForEveryUseAreNamed() throws IOException {
    Architecture bound =
        Architecture.of(
            "bound_net",
            () -> null,
            PublishedWeights.timm("bound_net", "a", "cc-by-nc-4.0", Preprocessing.imageNet()));
    assertThatThrownBy(() -> locator(true).locate(bound, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a is under cc-by-nc-4.0 (no commercial use)")
        .hasMessageContaining("--backbone bound_net.a");
    put(".cache/huggingface/hub/models--timm--bound_net.a/snapshots/abc/model.safetensors");
    Files.writeString(
        Files.createDirectories(
                home.resolve(".cache/huggingface/hub/models--timm--bound_net.a/refs"))
            .resolve("main"),
        "abc");
    WeightOrigin origin = locator(true).locate(bound, Optional.of("a"));
    assertThat(origin.licence()).isEqualTo("cc-by-nc-4.0");
  }

  @Test
  void foldersAreLookedInto() throws IOException {
    Path folder = Files.createDirectories(home.resolve("mine"));
    Optional<String> request = Optional.of(folder.toString());
    Architecture net = Architecture.named("resnet18");
    assertThatThrownBy(() -> locator(true).locate(net, request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a folder without weights; it should have one of model.safetensors");
    Path bin = put("mine/pytorch_model.bin");
    assertThat(locator(true).locate(net, request).file()).isEqualTo(bin);
    Path file = put("mine/model.safetensors");
    WeightOrigin origin = locator(true).locate(net, Optional.of(folder + "#model"));
    assertThat(origin.file()).isEqualTo(file);
    assertThat(origin.folder()).contains(folder);
    assertThat(origin.key()).contains("model");
  }

  @Test
  void hubSiblingsBringTheirPreprocessing() throws IOException {
    put(".cache/huggingface/hub/models--timm--resnet50.tv2_in1k/snapshots/abc/model.safetensors");
    Optional<String> request = Optional.of("hf:timm/resnet50.tv2_in1k@abc");
    WeightOrigin origin = locator(true).locate(Architecture.named("resnet50"), request);
    assertThat(origin.published().orElseThrow().tag()).isEqualTo("imagenet1k_v2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hf:", "hf:a", "hf:a/b/c", "hf:../x", "hf:a/b:../../x", "hf:a/b@..", "hf:a/b:/x"})
  void malformedHubNamesAreRefused(String text) {
    assertThatThrownBy(() -> locator(true).find(Architecture.named("resnet18"), Optional.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hf:OWNER/NAME");
  }

  @Test
  void unknownRequestsListTheKnownOnes() {
    assertThatThrownBy(
            () -> locator(true).find(Architecture.named("resnet18"), Optional.of("imagenet1k_v2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no such file")
        .hasMessageContaining("[imagenet1k_v1, a1_in1k");
    assertThatThrownBy(
            () -> locator(true).find(Architecture.of("vgg", () -> null), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"vgg\"");
  }
}
