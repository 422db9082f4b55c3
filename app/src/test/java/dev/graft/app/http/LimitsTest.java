package dev.graft.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.graft.app.serve.Models;
import dev.graft.app.serve.PredictionServer;
import dev.graft.app.serve.Raw;
import dev.graft.app.serve.ServedModel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/** Clients that take their time, too much, or come without the token. */
@Timeout(120)
public final class LimitsTest {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int BODY = 20_000;

  @TempDir private static Path folder;
  private static ServedModel model;
  private static final List<Throwable> UNEXPECTED = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void load() throws IOException {
    model = Models.served("m", folder, 1);
  }

  @AfterAll
  static void close() {
    model.classifier().close();
  }

  @AfterEach
  void nothingUnexpected() {
    assertThat(UNEXPECTED).isEmpty();
  }

  private static PredictionServer server(Limits limits) throws IOException {
    return server(ServeSettings.defaults().withLimits(limits));
  }

  private static PredictionServer server(ServeSettings settings) throws IOException {
    return PredictionServer.start(settings.withPort(0), List.of(model), UNEXPECTED::add);
  }

  private static HttpRequest.Builder to(PredictionServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path));
  }

  private static HttpRequest predict(PredictionServer server, byte[] body) {
    return to(server, "/v1/predict").POST(BodyPublishers.ofByteArray(body)).build();
  }

  private static int status(HttpRequest request) throws Exception {
    return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static void drip(Raw client, String bytes, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      Thread.sleep(20);
      try {
        client.send(bytes);
      } catch (IOException e) {
        return; // the server has closed
      }
    }
  }

  @Test
  void aSlowUploadIsToldSoAndNobodyElseSuffers() throws Exception {
    try (var server = server(new Limits(BODY, 1_000_000, 8, 100, 100_000, SHORT, LONG));
        var slow = Raw.to(server.address())) {
      slow.send(Raw.head(5000));
      var dripping =
          CompletableFuture.runAsync(
              () -> {
                try {
                  drip(slow, "x", 20);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(status(predict(server, Models.picture(1)))).isEqualTo(200);
      assertThat(slow.answer())
          .startsWith("HTTP/1.1 408 ")
          .contains("urn:graft:problem:slow-upload");
      dripping.get();
      assertThat(status(predict(server, Models.picture(1)))).isEqualTo(200);
    }
  }

  @Test
  void slowHeadersEndTheConnection() throws Exception {
    try (var server = server(new Limits(BODY, 1_000_000, 8, 100, 100_000, SHORT, LONG));
        var slow = Raw.to(server.address())) {
      slow.send("GET / HTTP/1.1\r\nHost: localhost\r\n");
      long began = System.nanoTime();
      drip(slow, "X: y\r\n", 1000);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
      // A client that is quiet between two whole requests stays.
      try (var quiet = Raw.to(server.address())) {
        String ask = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n";
        quiet.send(ask + "\r\n");
        Thread.sleep(500);
        assertThat(quiet.send(ask + "Connection: close\r\n\r\n").answer())
            .containsPattern("(?s)alive.*HTTP/1.1 200.*alive");
      }
    }
  }

  @Test
  void moreThanHavePlacesAreToldToComeBack() throws Exception {
    try (var server = server(new Limits(1 << 20, 40_000_000, 1, 100, 1 << 24, LONG, LONG))) {
      byte[] large = Models.picture(1, 3000, 2000, "jpg");
      var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      for (int i = 0; i < 24; i++) {
        answers.add(CLIENT.sendAsync(predict(server, large), BodyHandlers.ofString()));
      }
      int busy = 0;
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        HttpResponse<String> response = answer.get();
        assertThat(response.statusCode()).isIn(200, 503);
        if (response.statusCode() == 503) {
          busy++;
          assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
          assertThat(response.body()).contains("urn:graft:problem:busy");
        }
      }
      assertThat(busy).isBetween(1, 23);
      awaitMetric(server, "graft_waiting_images 0");
      assertThat(status(predict(server, large))).as("the place is free again").isEqualTo(200);
    }
  }

  @Test
  void anAnswerThatTakesTooLongIsNotWaitedFor() throws Exception {
    var limits = new Limits(1 << 20, 40_000_000, 8, 100, 1 << 24, LONG, Duration.ofMillis(1));
    try (var server = server(limits)) {
      HttpResponse<String> late =
          CLIENT.send(
              predict(server, Models.picture(1, 3000, 2000, "jpg")), BodyHandlers.ofString());
      assertThat(late.statusCode()).isEqualTo(504);
      assertThat(late.body()).contains("urn:graft:problem:late");
    }
  }

  @Test
  void uploadsTogetherTakeNoMoreThanTheyMay() throws Exception {
    try (var server = server(new Limits(BODY, 1_000_000, 8, 100, BODY, LONG, LONG));
        var first = Raw.to(server.address());
        var second = Raw.to(server.address())) {
      first.send(Raw.head(19_000)).send(new byte[15_000]);
      awaitMetric(server, "graft_upload_bytes 19000");
      assertThat(second.send(Raw.head(15_000)).send(new byte[15_000]).end().answer())
          .startsWith("HTTP/1.1 503 ");
      assertThat(first.send(new byte[4000]).end().answer()).startsWith("HTTP/1.1 422 ");
      awaitMetric(server, "graft_upload_bytes 0");
    }
  }

  public static void awaitMetric(PredictionServer server, String line) throws Exception {
    String metrics = "";
    for (int i = 0; i < 200 && !metrics.contains(line + "\n"); i++) {
      Thread.sleep(20);
      metrics = CLIENT.send(to(server, "/metrics").build(), BodyHandlers.ofString()).body();
    }
    assertThat(metrics).contains(line + "\n");
  }

  @Test
  void moreConnectionsThanThereAreWait() throws Exception {
    String ask = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try (var server = server(new Limits(BODY, 1_000_000, 8, 2, 100_000, LONG, LONG));
        var one = Raw.to(server.address());
        var two = Raw.to(server.address())) {
      String stay = ask.replace("Connection: close\r\n", "");
      assertThat(one.send(stay).firstLine()).as("accepted").contains("200");
      assertThat(two.send(stay).firstLine()).as("accepted").contains("200");
      try (var three = Raw.to(server.address())) {
        var answer =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return three.send(ask).answer();
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
        Thread.sleep(200);
        assertThat(answer).isNotDone();
        one.close();
        assertThat(answer.get()).contains("alive");
      }
      assertThat(two.send(ask).answer()).contains("alive");
    }
  }

  @Test
  void withATokenOnlyWhoShowsItIsAnswered() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
    try (var server = server(ServeSettings.defaults().withToken(Token.read(file)))) {
      HttpResponse<String> refused =
          CLIENT.send(predict(server, Models.picture(1)), BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
      for (String path : List.of("/", "/app.js", "/healthz", "/readyz", "/openapi.json")) {
        assertThat(status(to(server, path).build())).as(path).isEqualTo(200);
      }
      for (String path : List.of("/v1/models", "/metrics")) {
        assertThat(status(to(server, path).build())).as(path).isEqualTo(401);
        assertThat(status(shows("Bearer 0123456789abcdeX", server, path))).isEqualTo(401);
        assertThat(status(shows("Basic 0123456789abcdef", server, path))).isEqualTo(401);
        assertThat(status(shows("bearer 0123456789abcdef", server, path))).isEqualTo(200);
      }
    }
    assertThatThrownBy(() -> Token.of("short")).hasMessageContaining("16");
    assertThatThrownBy(() -> Token.of("two words of a secret")).hasMessageContaining("spaces");
  }

  private static HttpRequest shows(String authorization, PredictionServer server, String path) {
    return to(server, path).header("Authorization", authorization).build();
  }

  @Test
  void whatWasBegunIsFinishedBeforeTheEnd() throws Exception {
    byte[] picture = Models.picture(1);
    PredictionServer server = server(Limits.defaults());
    HttpRequest later = to(server, "/healthz").build();
    try (var client = Raw.to(server.address())) {
      client.send(Raw.head(picture.length)).send(java.util.Arrays.copyOf(picture, 100));
      awaitMetric(server, "graft_upload_bytes " + picture.length);
      var closing = CompletableFuture.runAsync(server::close);
      Thread.sleep(200);
      assertThat(closing).isNotDone();
      byte[] rest = java.util.Arrays.copyOfRange(picture, 100, picture.length);
      assertThat(client.send(rest).answer()).startsWith("HTTP/1.1 200 ");
      closing.get();
    }
    assertThatThrownBy(() -> status(later)).isInstanceOf(ConnectException.class);
  }

  @Test
  void theHostThatWasAskedForIsAnsweredToo() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "all of 127.0.0.0/8 is this machine");
    ServeSettings plain = ServeSettings.defaults();
    var settings =
        new ServeSettings("127.0.0.2", 0, plain.token(), plain.resources(), plain.limits());
    try (var server = server(settings)) {
      assertThat(server.address().getHost()).isEqualTo("127.0.0.2");
      assertThat(status(to(server, "/v1/models").build())).isEqualTo(200);
      assertThat(status(predict(server, Models.picture(1)))).isEqualTo(200);
      try (var raw = Raw.to(server.address())) {
        String ask = "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
        assertThat(raw.send(ask).status()).isEqualTo(421);
      }
    }
    assertThat(LocalNames.isKnown("[0:0:0:0:0:0:0:1]", "0:0:0:0:0:0:0:1")).isTrue();
    assertThat(LocalNames.isKnown("Desk", "desk")).isTrue();
    assertThat(LocalNames.isKnown("evil.example", "desk")).isFalse();
  }
}
