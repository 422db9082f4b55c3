package dev.graft.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.app.http.ServeSettings;
import dev.graft.train.evaluation.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

/** What clients get of a server with two models. */
@Timeout(120)
final class PredictionServerTest {

  @TempDir private static Path folder;
  private static List<ServedModel> models;
  private static PredictionServer server;
  private static Client client;
  private static final List<Throwable> UNEXPECTED = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    models = List.of(Models.served("eins", folder, 1), Models.served("zwei ü", folder, 2));
    server = PredictionServer.start(ServeSettings.defaults().withPort(0), models, UNEXPECTED::add);
    client = new Client(server);
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

  @Test
  void allModelsSayWhatTheySayByThemselves() throws Exception {
    byte[] picture = Models.picture(3);
    HttpResponse<String> response = client.post("", picture);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode answer = Client.json(response);
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
    JsonNode answer =
        Client.json(client.post("?model=zwei%20%C3%BC&top=2&heatmap=true", Models.picture(1)));
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
    return Client.send(
        client
            .to("/v1/predict?model=eins")
            .header("Content-Type", "multipart/form-data; boundary=frontier")
            .POST(BodyPublishers.ofByteArray(form)));
  }

  @Test
  void aFormHoldsOneFileWhateverItIsCalled() throws Exception {
    String disposition = "Content-Disposition: form-data; name=\"image\"";
    HttpResponse<String> plain = client.post("?model=eins", Models.picture(2));
    HttpResponse<String> form = postForm(form(disposition + "; filename=\"../../etc/passwd\""));
    assertThat(form.statusCode()).as(form.body()).isEqualTo(200);
    double expected = Client.json(plain).at("/results/0/probability").asDouble();
    assertThat(Client.json(form).at("/results/0/probability").asDouble())
        .isCloseTo(expected, within(1e-5));
    assertThat(postForm(form(disposition)).statusCode()).isEqualTo(200);
    Client.problem(
        postForm(form(disposition + "; filename=a", disposition + "; filename=b")),
        400,
        "wrong-request");
    Client.problem(
        postForm(form("Content-Disposition: form-data; name=\"x\"")), 400, "wrong-request");
    Client.problem(postForm("nonsense".getBytes(StandardCharsets.UTF_8)), 400, "wrong-request");
    byte[] whole = form(disposition + "; filename=a");
    Client.problem(
        postForm(java.util.Arrays.copyOf(whole, whole.length / 2)), 400, "wrong-request");
  }

  @ParameterizedTest
  @CsvSource({
    "?model=drei, 404, no-such-model",
    "?top=0, 400, wrong-request",
    "?top=99999, 400, wrong-request",
    "?top=x, 400, wrong-request",
    "?heatmap=perhaps, 400, wrong-request",
    "?heatmap=true&top=21, 400, wrong-request",
    "?color=red, 400, wrong-request"
  })
  void wrongParametersAreNamed(String query, int status, String kind) throws Exception {
    Client.problem(client.post(query, Models.picture(0)), status, kind);
  }

  @Test
  void pagesOnlyForThemselvesAndNothingElse() throws Exception {
    for (String path : List.of("/", "/app.css", "/app.js", "/overlay.js", "/icon.svg")) {
      HttpResponse<String> page = Client.send(client.to(path));
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

  @Test
  void methodsThatAPathDoesNotTakeAreNamed() throws Exception {
    HttpResponse<String> got = Client.send(client.to("/v1/predict").GET());
    Client.problem(got, 405, "wrong-method");
    assertThat(got.headers().firstValue("Allow")).hasValue("POST");
    Client.problem(Client.send(client.to("/").DELETE()), 405, "wrong-method");
    HttpResponse<String> head =
        Client.send(client.to("/healthz").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void modelsAndLimitsAreListed() throws Exception {
    JsonNode listed = Client.json(Client.send(client.to("/v1/models")));
    assertThat(listed.path("models")).hasSize(2);
    assertThat(listed.at("/models/1/name").asText()).isEqualTo("zwei ü");
    assertThat(listed.at("/models/0/classes/2").asText()).isEqualTo("<b>blue</b>");
    assertThat(listed.at("/limits/body_bytes").asInt()).isEqualTo(20 << 20);
  }

  @Test
  void metricsCountWhatWasAnswered() throws Exception {
    client.post("?model=eins", Models.picture(1));
    client.post("", new byte[] {1});
    assertThat(Client.send(client.to("/readyz")).body()).isEqualTo("ready\n");
    String metrics = Client.send(client.to("/metrics")).body();
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
          client
              .to("/v1/predict?model=eins")
              .POST(BodyPublishers.ofByteArray(Models.picture(i)))
              .build();
      answers.add(Client.HTTP.sendAsync(request, BodyHandlers.ofString()));
    }
    for (int i = 0; i < 48; i++) {
      JsonNode answer = Client.json(answers.get(i).get());
      assertThat(answer.at("/results/0/label").asText()).isEqualTo(expected.get(i).className());
      assertThat(answer.at("/results/0/probability").asDouble())
          .isCloseTo(expected.get(i).probability(), within(1e-4));
    }
    String metrics = Client.send(client.to("/metrics")).body();
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
