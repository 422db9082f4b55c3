package dev.graft.app.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class WatchServerTest {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path out;

  private final LiveState state = new LiveState();
  private final Control control = new Control(new Thread(() -> {}));
  private final List<Throwable> unexpected = new ArrayList<>();
  private WatchServer server;

  @BeforeEach
  void start() throws IOException {
    server = WatchServer.start(0, state, control, unexpected::add);
    state.begin(Told.plan(out, 1, "feature-extract", "fine-tune"));
    control.training();
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(unexpected).isEmpty();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(server.address().resolve(path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(to(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String... headers) throws Exception {
    HttpRequest.Builder request = to(path).POST(BodyPublishers.noBody());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private String token() throws Exception {
    return get("/").body().replaceFirst("(?s).*graft-token\" content=\"([0-9a-f]{48})\".*", "$1");
  }

  @Test
  void aStreamBeginsWithEverythingAndGoesOnWithChanges() throws Exception {
    state.accept(Told.started("feature-extract", 0, 3));
    state.accept(Told.epoch("feature-extract", 1, 0.75));
    try (var events = new Events(server)) {
      JsonNode progress = events.next("progress");
      assertThat(progress.path("heading").asText()).isEqualTo("feature-extract");
      assertThat(progress.path("title").asText()).isEqualTo("Comparison on <trees>");
      assertThat(progress.path("state").asText()).isEqualTo("training");
      JsonNode results = events.next("results");
      assertThat(results.path("table").asText()).contains("0.750");
      state.accept(Told.step(2, 50, 0.625));
      progress = events.next("progress");
      while (progress.path("loss").isNull()) {
        progress = events.next("progress");
      }
      assertThat(progress.path("loss").asDouble()).isEqualTo(0.625);
      assertThat(progress.path("share").asDouble()).isEqualTo(0.25);
      state.accept(Told.epoch("feature-extract", 2, 0.875));
      results = events.next("results");
      while (!results.path("table").asText().contains("0.875")) {
        results = events.next("results");
      }
      try (var another = new Events(server)) {
        assertThat(another.next("results").path("table").asText()).contains("0.875");
      }
    }
  }

  @Test
  void theEndIsTold() throws Exception {
    try (var events = new Events(server)) {
      events.next("progress");
      control.failed("no such luck");
      server.close();
      JsonNode last = events.next("progress");
      assertThat(last.path("state").asText()).isEqualTo("failed");
      assertThat(last.path("message").asText()).isEqualTo("no such luck");
      events.next("end");
    }
  }

  @Test
  void whoDoesNotReadKeepsNobodyWaiting() throws Exception {
    try (var deaf = new Socket(server.address().getHost(), server.address().getPort());
        var events = new Events(server)) {
      deaf.setReceiveBufferSize(1024);
      deaf.getOutputStream()
          .write(
              "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      state.accept(Told.started("feature-extract", 0, 3));
      for (int round = 0; round < 12; round++) {
        for (int i = 0; i < 40; i++) {
          state.accept(new dev.graft.train.record.Event.Notice("n".repeat(20_000) + round));
        }
        JsonNode results = events.next("results");
        String last = "n" + round;
        while (!results.path("notes").path(39).asText().endsWith(last)) {
          results = events.next("results");
        }
      }
      long start = System.nanoTime();
      for (int i = 0; i < 100_000; i++) {
        state.accept(Told.step(1, i % 100, 0.5));
      }
      assertThat((System.nanoTime() - start) / 1e9).as("nor the training").isLessThan(5);
    }
  }

  @Test
  void pagesCountWhileTheyAreOpen() throws Exception {
    var ahead = new AtomicLong();
    LongSupplier clock = () -> System.nanoTime() + ahead.get();
    try (var watched = WatchServer.start(0, state, control, clock, unexpected::add)) {
      assertThat(watched.isNeeded()).as("none was ever open").isFalse();
      try (var events = new Events(watched)) {
        events.next("progress");
        ahead.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(watched.isNeeded()).isTrue();
      }
      while (watched.isNeeded()) { // until the next beat shows that it is gone, and then a moment
        ahead.addAndGet(TimeUnit.SECONDS.toNanos(2));
        Thread.sleep(10);
      }
    }
  }

  @Test
  void nothingInlineAndNothingFromElsewhere() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("Server")).isEmpty();
    assertThat(page.body()).doesNotContain("<style", "style=", "onclick");
    for (String path : List.of("/look.css", "/live.css", "/live.js", "/open.js", "/icon.svg")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(get("/../../etc/passwd").statusCode()).isBetween(400, 404);
    assertThat(get("/report").statusCode()).as("there is none yet").isEqualTo(404);
  }

  @Test
  void theFinishedPageIsTheReport() throws Exception {
    String report =
        "<meta content=\"default-src 'none'; script-src 'sha256-x'\">\n<body>The report\n</body>\n";
    Files.writeString(out.resolve("report.html"), report);
    assertThat(get("/").body()).as("it still runs").contains("live.js");
    assertThat(get("/report").body()).contains("The report");
    control.done();
    HttpResponse<String> page = get("/");
    assertThat(page.body())
        .contains("The report", "connect-src 'self'; script-src 'self' 'sha256-x'")
        .contains("<script src=\"/open.js\"></script>\n</body>");
    assertThat(Files.readString(out.resolve("report.html"))).isEqualTo(report);
    Files.delete(out.resolve("report.html"));
    assertThat(get("/").body()).as("somebody took it away").contains("live.js");
  }

  @Test
  void theStateIsThereForPrograms() throws Exception {
    state.accept(Told.started("fine-tune", 0, 3));
    state.accept(Told.step(1, 100, 0.5));
    JsonNode all = new ObjectMapper().readTree(get("/state").body());
    assertThat(all.path("progress").path("heading").asText()).isEqualTo("fine-tune");
    assertThat(all.path("progress").path("share").asDouble()).isEqualTo(0.167);
    assertThat(all.path("results").path("loss").path("svg").asText()).startsWith("<svg");
  }

  @ParameterizedTest
  @CsvSource({
    "Origin,http://evil.example",
    "Origin,null",
    "Sec-Fetch-Site,cross-site",
    "Sec-Fetch-Site,same-site",
    "X-Graft-Token,wrong"
  })
  void othersMayNotStopIt(String header, String value) throws Exception {
    List<String> headers = new ArrayList<>(List.of(header, value));
    if (!header.equals("X-Graft-Token")) {
      headers.addAll(List.of("X-Graft-Token", token()));
    }
    assertThat(post("/stop", headers.toArray(String[]::new)).statusCode()).isEqualTo(403);
    assertThat(post("/stop").statusCode()).as("no token").isEqualTo(403);
    assertThat(control.state()).isEqualTo(Control.State.TRAINING);
  }

  /** Ctrl-C may come at any moment, this one too. */
  @Test
  void anInterruptedStartIsNoFailure() throws Exception {
    for (int micros = 0; micros < 40_000; micros += 2_000) {
      Thread starting = Thread.currentThread();
      long nanos = micros * 1000L;
      var pressing =
          new Thread(
              () -> {
                LockSupport.parkNanos(nanos);
                starting.interrupt();
              });
      pressing.start();
      try (var started = WatchServer.start(0, state, control, unexpected::add)) {
        assertThat(started.address().getPort()).isPositive();
        while (pressing.isAlive()) {
          Thread.onSpinWait(); // joining would see the interrupt
        }
      } catch (CancellationException e) {
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
      } finally {
        assertThat(Thread.interrupted()).as("after %d microseconds", micros).isTrue();
      }
    }
  }

  @Test
  void onlyAPostChangesAnything() throws Exception {
    assertThat(get("/stop").statusCode()).isEqualTo(404);
    HttpRequest put = to("/stop").PUT(BodyPublishers.noBody()).build();
    assertThat(HTTP.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    assertThat(post("/start", "X-Graft-Token", token()).statusCode()).isEqualTo(404);
    assertThat(control.state()).isEqualTo(Control.State.TRAINING);
    assertThat(post("/resume", "X-Graft-Token", token()).statusCode()).isEqualTo(409);
    assertThat(post("/stop", "X-Graft-Token", token()).statusCode()).isEqualTo(202);
    assertThat(control.state()).isEqualTo(Control.State.STOPPING);
    assertThat(post("/stop", "X-Graft-Token", token()).statusCode()).isEqualTo(409);
  }

  @Test
  void otherHostsAndFramesOfOtherPagesAreNotAnswered() throws Exception {
    try (var socket = new Socket(server.address().getHost(), server.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 421 ").doesNotContain("graft-token");
    }
    HttpRequest frame = to("/").header("Sec-Fetch-Site", "cross-site").build();
    assertThat(HTTP.send(frame, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    HttpRequest link =
        to("/").header("Sec-Fetch-Site", "cross-site").header("Sec-Fetch-Mode", "navigate").build();
    assertThat(HTTP.send(link, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }
}
