package dev.graft.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.train.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients get of a server with two models. */
@Timeout(120)
final class PredictionServerTest {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private static Path folder;
  private static List<ServedModel> models;
  private static PredictionServer server;
  private static final List<Throwable> UNEXPECTED = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    models = List.of(Models.served("eins", folder, 1), Models.served("zwei ü", folder, 2));
    server = PredictionServer.start(ServeSettings.defaults().withPort(0), models, UNEXPECTED::add);
  }

  @AfterAll
  static void stop() {
    server.close();
    models.forEach(model -> model.classifier().close());
  }

  @AfterEach
  void nothingUnexpected() {
    assertThat(UNEXPECTED).isEmpty();
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String query, byte[] body) throws Exception {
    return send(to("/v1/predict" + query).POST(BodyPublishers.ofByteArray(body)));
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }

  private static void problem(HttpResponse<String> response, int status, String kind)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.path("type").asText()).isEqualTo("urn:graft:problem:" + kind);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isNotBlank();
    assertThat(problem.path("detail").asText()).isNotBlank();
    assertThat(response.body()).doesNotContain("Exception", "dev.graft", "/home", "/root", "/tmp");
  }

  @Test
  void allModelsSayWhatTheySayByThemselves() throws Exception {
    byte[] picture = Models.picture(3);
    HttpResponse<String> response = post("", picture);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode answer = json(response);
    assertThat(answer.at("/image/format").asText()).isEqualTo("PNG");
    assertThat(answer.at("/image/width").asInt()).isEqualTo(120);
    assertThat(answer.at("/image/height").asInt()).isEqualTo(80);
    assertThat(answer.path("results")).hasSize(2);
    for (int i = 0; i < 2; i++) {
      JsonNode result = answer.path("results").path(i);
      Prediction expected = models.get(i).classifier().predict(picture);
      assertThat(result.path("model").asText()).isEqualTo(models.get(i).name());
      assertThat(result.path("label").asText()).isEqualTo(expected.className());
      assertThat(result.path("top")).hasSize(3);
      assertThat(result.at("/top/0/probability").asDouble())
          .isCloseTo(expected.probability(), within(1e-4));
      assertThat(result.at("/top/0").has("heatmap")).isFalse();
    }
  }

  @Test
  void oneModelIsAskedByNameAndShowsWhereItLooked() throws Exception {
    JsonNode answer = json(post("?model=zwei%20%C3%BC&top=2&heatmap=true", Models.picture(1)));
    assertThat(answer.path("results")).hasSize(1);
    JsonNode result = answer.path("results").path(0);
    assertThat(result.path("model").asText()).isEqualTo("zwei ü");
    assertThat(result.path("top")).hasSize(2);
    JsonNode map = result.at("/top/1/heatmap");
    assertThat(map.path("rows").asInt()).isEqualTo(3);
    assertThat(map.path("values")).hasSize(9);
    assertThat(map.path("values"))
        .allMatch(value -> value.asDouble() >= 0 && value.asDouble() <= 1);
    assertThat(result.at("/region/width").asDouble()).isEqualTo(1);
  }

  private static byte[] form(String... parts) throws IOException {
    var form = new ByteArrayOutputStream();
    for (String part : parts) {
      form.writeBytes(("--frontier\r\n" + part + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      form.writeBytes(Models.picture(2));
      form.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    form.writeBytes("--frontier--\r\n".getBytes(StandardCharsets.UTF_8));
    return form.toByteArray();
  }

  private static HttpResponse<String> postForm(byte[] form) throws Exception {
    return send(
        to("/v1/predict?model=eins")
            .header("Content-Type", "multipart/form-data; boundary=frontier")
            .POST(BodyPublishers.ofByteArray(form)));
  }

  @Test
  void aFormHoldsOneFileWhateverItIsCalled() throws Exception {
    String disposition = "Content-Disposition: form-data; name=\"image\"";
    HttpResponse<String> plain = post("?model=eins", Models.picture(2));
    HttpResponse<String> form = postForm(form(disposition + "; filename=\"../../etc/passwd\""));
    assertThat(form.statusCode()).as(form.body()).isEqualTo(200);
    double expected = json(plain).at("/results/0/probability").asDouble();
    assertThat(json(form).at("/results/0/probability").asDouble())
        .isCloseTo(expected, within(1e-5));
    assertThat(postForm(form(disposition)).statusCode()).isEqualTo(200);
    problem(
        postForm(form(disposition + "; filename=a", disposition + "; filename=b")),
        400,
        "wrong-request");
    problem(postForm(form("Content-Disposition: form-data; name=\"x\"")), 400, "wrong-request");
    problem(postForm("nonsense".getBytes(StandardCharsets.UTF_8)), 400, "wrong-request");
    byte[] whole = form(disposition + "; filename=a");
    problem(postForm(java.util.Arrays.copyOf(whole, whole.length / 2)), 400, "wrong-request");
  }

  @ParameterizedTest
  @CsvSource({
    "?model=drei, 404, no-such-model",
    "?top=0, 400, wrong-request",
    "?top=99999, 400, wrong-request",
    "?top=x, 400, wrong-request",
    "?heatmap=perhaps, 400, wrong-request",
    "?color=red, 400, wrong-request"
  })
  void wrongParametersAreNamed(String query, int status, String kind) throws Exception {
    problem(post(query, Models.picture(0)), status, kind);
  }

  @Test
  void brokenFilesAreToldInPlainWords() throws Exception {
    problem(post("", new byte[0]), 400, "wrong-request");
    problem(post("", "no picture".getBytes(StandardCharsets.UTF_8)), 422, "unreadable-image");
    byte[] whole = Models.picture(4);
    byte[] half = java.util.Arrays.copyOf(whole, whole.length - 30);
    problem(post("", half), 422, "unreadable-image");
    byte[] damaged = Models.picture(4, 300, 200, "jpg");
    for (int i = damaged.length / 2; i < damaged.length - 2; i++) {
      damaged[i] = 0x55;
    }
    HttpResponse<String> answer = post("", damaged);
    assertThat(answer.statusCode()).isIn(200, 422); // what a codec makes of it
    byte[] hostile = whole.clone(); // a header that says 50,000 x 50,000 pixels
    hostile[18] = (byte) 0xc3;
    hostile[22] = (byte) 0xc3;
    assertThat(post("", hostile).statusCode()).isIn(413, 422);
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItIsDecoded() throws Exception {
    Limits limits = Limits.defaults();
    var small = new Limits(20_000, 9000, 8, 100, 40_000, limits.upload(), limits.answer());
    try (var strict =
        PredictionServer.start(
            ServeSettings.defaults().withPort(0).withLimits(small), models, UNEXPECTED::add)) {
      URI uri = URI.create(strict.address() + "/v1/predict");
      problem(
          send(
              HttpRequest.newBuilder(uri)
                  .POST(BodyPublishers.ofByteArray(Models.picture(1)))), // 9,600 pixels
          413,
          "too-many-pixels");
      problem(
          send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(new byte[20_001]))),
          413,
          "too-large");
      // Without a length, the body itself tells.
      problem(
          send(
              HttpRequest.newBuilder(uri)
                  .POST(
                      BodyPublishers.ofInputStream(
                          () -> new java.io.ByteArrayInputStream(new byte[30_000])))),
          413,
          "too-large");
      // Who asks first hears so before the body is sent.
      try (var raw = Raw.to(strict.address())) {
        assertThat(raw.send(Raw.head(50_000, "Expect: 100-continue")).answer())
            .startsWith("HTTP/1.1 413 ");
      }
    }
  }

  @Test
  void pagesOnlyForThemselvesAndNothingElse() throws Exception {
    for (String path : List.of("/", "/app.css", "/app.js", "/overlay.js", "/icon.svg")) {
      HttpResponse<String> page = send(to(path));
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'")
          .doesNotContain("unsafe", "http");
      assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(page.headers().firstValue("Server")).isEmpty();
      assertThat(page.body()).doesNotContain("style=\"", "onclick=", "<style");
      assertThat(page.body().replace("http://www.w3.org/2000/svg", ""))
          .as(path + " names no other place")
          .doesNotContain("http://", "https://");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/../etc/passwd", "/page/index.html", "/v1", "/%00"})
  void otherPathsLeadNowhere(String path) throws Exception {
    try (var raw = Raw.to(server.address())) {
      String answer =
          raw.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .answer();
      assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*");
      assertThat(answer).contains("application/problem+json", "Content-Security-Policy");
    }
  }

  @Test
  void methodsThatAPathDoesNotTakeAreNamed() throws Exception {
    HttpResponse<String> got = send(to("/v1/predict").GET());
    problem(got, 405, "wrong-method");
    assertThat(got.headers().firstValue("Allow")).hasValue("POST");
    problem(send(to("/").DELETE()), 405, "wrong-method");
    HttpResponse<String> head = send(to("/healthz").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void otherHostsAndOtherSitesAreTurnedAway() throws Exception {
    try (var raw = Raw.to(server.address())) {
      assertThat(
              raw.send("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
                  .status())
          .isEqualTo(421);
    }
    problem(send(to("/v1/models").header("Sec-Fetch-Site", "cross-site")), 403, "other-site");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nContent-Length: 8\r\n\r\n",
        "POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n"
      })
  void malformedRequestsGetAFourHundred(String text) throws Exception {
    try (var raw = Raw.to(server.address())) {
      String answer = raw.send(text).end().answer();
      assertThat(answer).as(text).matches("(?s)HTTP/1.1 (4\\d\\d|505) .*");
      assertThat(answer).doesNotContain("Exception", "jetty", "Jetty", "dev.graft");
    }
  }

  @Test
  void longHeadersAreRefused() throws Exception {
    try (var raw = Raw.to(server.address())) {
      String text = "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(9000) + "\r\n\r\n";
      assertThat(raw.send(text).status()).isEqualTo(431);
    }
  }

  @Test
  void aCutOffUploadGetsAFourHundred() throws Exception {
    try (var raw = Raw.to(server.address())) {
      String answer = raw.send(Raw.head(5000)).send(new byte[100]).end().answer();
      assertThat(answer).startsWith("HTTP/1.1 400 ").contains("urn:graft:problem:cut-off");
    }
  }

  @Test
  void modelsAndLimitsAreListed() throws Exception {
    JsonNode listed = json(send(to("/v1/models")));
    assertThat(listed.path("models")).hasSize(2);
    assertThat(listed.at("/models/1/name").asText()).isEqualTo("zwei ü");
    assertThat(listed.at("/models/0/classes/2").asText()).isEqualTo("<b>blue</b>");
    assertThat(listed.at("/limits/body_bytes").asInt()).isEqualTo(20 << 20);
  }

  @Test
  void metricsCountWhatWasAnswered() throws Exception {
    post("?model=eins", Models.picture(1));
    post("", new byte[] {1});
    assertThat(send(to("/readyz")).body()).isEqualTo("ready\n");
    String metrics = send(to("/metrics")).body();
    assertThat(metrics)
        .containsPattern("graft_requests_total\\{route=\"/v1/predict\",status=\"200\"\\} [1-9]")
        .containsPattern("graft_requests_total\\{route=\"/v1/predict\",status=\"422\"\\} [1-9]")
        .containsPattern("graft_images_total\\{model=\"eins\"\\} [1-9]")
        .contains("graft_batch_images_bucket{le=\"+Inf\"}", "# TYPE graft_connections gauge")
        .containsPattern("(?m)^graft_waiting_images 0$")
        .containsPattern("(?m)^graft_upload_bytes 0$");
    for (String line : metrics.lines().toList()) {
      assertThat(line).matches("#.*|[a-z_]+(\\{.*\\})? [0-9.eE+-]+");
    }
  }

  @Test
  void concurrentRequestsAreComputedTogetherAndNotMixedUp() throws Exception {
    var expected = new ArrayList<Prediction>();
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 48; i++) {
      expected.add(models.get(0).classifier().predict(Models.picture(i)));
      HttpRequest request =
          to("/v1/predict?model=eins").POST(BodyPublishers.ofByteArray(Models.picture(i))).build();
      answers.add(CLIENT.sendAsync(request, BodyHandlers.ofString()));
    }
    for (int i = 0; i < 48; i++) {
      JsonNode answer = json(answers.get(i).get());
      assertThat(answer.at("/results/0/label").asText()).isEqualTo(expected.get(i).className());
      assertThat(answer.at("/results/0/probability").asDouble())
          .isCloseTo(expected.get(i).probability(), within(1e-4));
    }
    String metrics = send(to("/metrics")).body();
    assertThat(metrics).doesNotContainPattern("graft_images_total\\{model=\"eins\"\\} 1\n");
    String single = "graft_batch_images_bucket{le=\"1.0\"} ";
    String all = "graft_batch_images_count ";
    assertThat(number(metrics, single)).as("some were batched").isLessThan(number(metrics, all));
  }

  private static long number(String metrics, String name) {
    int at = metrics.indexOf("\n" + name) + 1 + name.length();
    return Long.parseLong(metrics.substring(at, metrics.indexOf('\n', at)));
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    ServeSettings defaults = ServeSettings.defaults();
    assertThatThrownBy(
            () ->
                new ServeSettings(
                    "0.0.0.0", 0, defaults.token(), defaults.resources(), defaults.limits()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--token-file");
    int taken = server.address().getPort();
    assertThatThrownBy(
            () -> PredictionServer.start(defaults.withPort(taken), models, UNEXPECTED::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("port " + taken);
    assertThatThrownBy(
            () ->
                PredictionServer.start(
                    defaults.withPort(0), List.of(models.get(0), models.get(0)), UNEXPECTED::add))
        .hasMessageContaining("two models");
  }
}
