package dev.graft.app.serve;

import static dev.graft.app.http.LimitsTest.awaitMetric;
import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.http.Limits;
import dev.graft.app.http.ServeSettings;
import dev.graft.train.cache.Resources;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long a request has its place, and who waits for whom. */
@Timeout(120)
final class PlacesTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicLong ahead = new AtomicLong();
  private final List<Throwable> unexpected = new CopyOnWriteArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void nothingUnexpected() {
    assertThat(unexpected).isEmpty();
  }

  private PredictionServer server(ServedModel model, Limits limits) throws IOException {
    var settings =
        new ServeSettings(
            "127.0.0.1", 0, Optional.empty(), Resources.defaults().withLoaderThreads(1), limits);
    LongSupplier clock = () -> System.nanoTime() + ahead.get();
    return PredictionServer.start(
        settings, List.of(model), Optional.empty(), clock, unexpected::add);
  }

  @Test
  void anAnswerThatIsNotReadKeepsItsPlaceUntilItsConnectionEnds() throws Exception {
    ServedModel wordy = Models.wordy(folder, 2_000_000); // an answer of 8 MB: no buffer holds it
    byte[] picture = Models.picture(1);
    try (var server = server(wordy, new Limits(20_000, 1_000_000, 1, 100, 100_000, SECOND, LONG));
        var deaf = Raw.to(server.address())) {
      deaf.send(Raw.head(picture.length)).send(picture);
      awaitMetric(server, "graft_images_total{model=\"wordy\"} 2"); // the first was to warm up
      Thread.sleep(100);
      awaitMetric(server, "graft_waiting_images 1");
      assertThat(new Client(server).post("", picture).statusCode()).isEqualTo(503);
      deaf.close();
      awaitMetric(server, "graft_waiting_images 0");
    } finally {
      wordy.classifier().close();
    }
  }

  @Test
  void anAnswerThatIsNotReadEndsTheConnection() throws Exception {
    ServedModel wordy = Models.wordy(folder, 2_000_000);
    byte[] picture = Models.picture(1);
    try (var server = server(wordy, new Limits(20_000, 1_000_000, 8, 100, 100_000, SECOND, LONG));
        var deaf = Raw.to(server.address())) {
      deaf.send(Raw.head(picture.length)).send(picture);
      awaitMetric(server, "graft_images_total{model=\"wordy\"} 2");
      assertThat(deaf.firstLine()).as("begun").startsWith("HTTP/1.1 200 ");
      awaitMetric(server, "graft_waiting_images 1");
      ahead.addAndGet(TimeUnit.SECONDS.toNanos(2 + 30 + 10 + 1)); // twice the upload, the answer
      awaitMetric(server, "graft_waiting_images 0");
      assertThat(deaf.answer().length()).as("of 8 MB").isLessThan(8_000_000);
    } finally {
      wordy.classifier().close();
    }
  }

  @Test
  void whatIsComputedDoesNotWaitForWhatIsToBeDecoded() throws Exception {
    ServedModel model = Models.served("m", folder, 1);
    byte[] large = Models.progressive(6000); // takes the one decoder long
    var later = new ArrayList<CompletableFuture<HttpResponse<Void>>>();
    try (var server = server(model, Limits.defaults())) {
      var before = send(server, large);
      Thread.sleep(100);
      var small = send(server, Models.picture(2));
      Thread.sleep(100);
      for (int i = 0; i < 4; i++) {
        later.add(send(server, large));
      }
      assertThat(before.get().statusCode()).isEqualTo(200);
      assertThat(small.get().statusCode()).isEqualTo(200);
      assertThat(later).as("still to be decoded").anyMatch(answer -> !answer.isDone());
      String metrics = "graft_upload_bytes 0\n";
      while (metrics.contains("graft_upload_bytes 0\n")
          && later.stream().anyMatch(a -> !a.isDone())) {
        metrics = Client.send(new Client(server).to("/metrics")).body();
      }
      assertThat(metrics).doesNotContain("graft_upload_bytes 0\n");
      for (CompletableFuture<HttpResponse<Void>> answer : later) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
    } finally {
      model.classifier().close();
    }
  }

  private static CompletableFuture<HttpResponse<Void>> send(PredictionServer server, byte[] body) {
    HttpRequest.Builder request =
        new Client(server).to("/v1/predict").POST(BodyPublishers.ofByteArray(body));
    return Client.HTTP.sendAsync(request.build(), BodyHandlers.discarding());
  }
}
