package dev.graft.backbone.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DownloadTest {

  private static final byte[] CONTENT = new byte[300_000];
  private static final Download.Progress QUIET = (received, total) -> {};

  static {
    new Random(7).nextBytes(CONTENT);
  }

  @TempDir Path folder;
  private Path target;

  @BeforeEach
  void nameTarget() {
    target = folder.resolve("sub/file.bin");
  }

  private static Download download(int attempts) {
    return new Download(
        Map.of(),
        new Download.Settings(
            Duration.ofSeconds(5), Duration.ofMillis(400), attempts, Duration.ofMillis(10)));
  }

  private void fetch(LocalServer server, int attempts) throws IOException {
    download(attempts).fetch(server.uri("/file"), target, Optional.empty(), QUIET);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(target.getParent())) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void fileArrivesWholeAndItsSizeIsAnnouncedFirst() throws Exception {
    List<Long> received = new ArrayList<>();
    List<Long> announced = new ArrayList<>();
    Download.Progress progress =
        new Download.Progress() {
          @Override
          public void started(URI from, long total) {
            assertThat(received).isEmpty();
            announced.add(total);
          }

          @Override
          public void received(long bytes, long total) {
            assertThat(total).isEqualTo(CONTENT.length);
            received.add(bytes);
          }
        };
    try (LocalServer server = new LocalServer((x, n) -> LocalServer.serve(x, CONTENT, "\"a\""))) {
      Optional<String> prefix = Optional.of(sha256(CONTENT).substring(0, 8));
      download(1).fetch(server.uri("/file"), target, prefix, progress);
    }
    assertThat(target).hasBinaryContent(CONTENT);
    assertThat(left()).containsExactly("file.bin", "file.bin.lock");
    assertThat(announced).containsExactly((long) CONTENT.length);
    assertThat(received).isSorted().startsWith(0L).endsWith((long) CONTENT.length);
  }

  @Test
  void brokenConnectionIsResumedWhereItBroke() throws Exception {
    try (LocalServer server =
        new LocalServer(
            (x, n) -> {
              if (n == 1) {
                LocalServer.truncate(x, CONTENT, "\"a\"", 100_000);
              } else {
                LocalServer.serve(x, CONTENT, "\"a\"");
              }
            })) {
      fetch(server, 2);
      assertThat(server.requests()).hasSize(2);
      String range = server.requests().get(1).getFirst("Range");
      assertThat(range).matches("bytes=[1-9]\\d*-");
      assertThat(server.requests().get(1).getFirst("If-Range")).isEqualTo("\"a\"");
    }
    assertThat(target).hasBinaryContent(CONTENT);
  }

  @Test
  void laterCallResumesWhatAnEarlierOneLeft() throws Exception {
    try (LocalServer server =
        new LocalServer(
            (x, n) -> {
              if (n == 1) {
                LocalServer.truncate(x, CONTENT, "\"a\"", 100_000);
              } else {
                LocalServer.serve(x, CONTENT, "\"a\"");
              }
            })) {
      assertThatThrownBy(() -> fetch(server, 1)).isInstanceOf(DownloadException.class);
      assertThat(target).doesNotExist();
      assertThat(left()).contains("file.bin.part");
      fetch(server, 1);
      assertThat(server.requests().get(1).getFirst("Range")).isNotNull();
    }
    assertThat(target).hasBinaryContent(CONTENT);
    assertThat(left()).containsExactly("file.bin", "file.bin.lock");
  }

  @Test
  void changedFileIsFetchedAnew() throws Exception {
    byte[] newer = new byte[200_000];
    new Random(8).nextBytes(newer);
    try (LocalServer server =
        new LocalServer(
            (x, n) -> {
              if (n == 1) {
                LocalServer.truncate(x, CONTENT, "\"a\"", 100_000);
              } else {
                LocalServer.serve(x, newer, "\"b\"");
              }
            })) {
      fetch(server, 2);
    }
    assertThat(target).hasBinaryContent(newer);
  }

  @Test
  void serverThatKnowsNoRangesIsFine() throws Exception {
    try (LocalServer server =
        new LocalServer(
            (x, n) -> {
              if (n == 1) {
                LocalServer.truncate(x, CONTENT, "\"a\"", 100_000);
              } else {
                x.sendResponseHeaders(200, CONTENT.length);
                x.getResponseBody().write(CONTENT);
              }
            })) {
      fetch(server, 2);
      assertThat(server.requests().get(1).getFirst("Range")).isNotNull();
    }
    assertThat(target).hasBinaryContent(CONTENT);
  }

  @Test
  void wrongRangeIsNotStitchedIn() throws Exception {
    try (LocalServer server =
        new LocalServer(
            (x, n) -> {
              if (n == 1) {
                LocalServer.truncate(x, CONTENT, "\"a\"", 100_000);
              } else if (n == 2) {
                x.getResponseHeaders().set("Content-Range", "bytes 5-9/300000");
                x.sendResponseHeaders(206, 5);
                x.getResponseBody().write(new byte[5]);
              } else {
                LocalServer.serve(x, CONTENT, "\"a\"");
              }
            })) {
      fetch(server, 3);
    }
    assertThat(target).hasBinaryContent(CONTENT);
  }

  @Test
  void partThatIsTooLongIsDropped() throws Exception {
    try (LocalServer server = new LocalServer((x, n) -> LocalServer.serve(x, CONTENT, "\"a\""))) {
      Files.createDirectories(target.getParent());
      Files.write(target.resolveSibling("file.bin.part"), new byte[400_000]);
      Files.write(
          target.resolveSibling("file.bin.part.version"),
          List.of(server.uri("/file").toString(), "\"a\""));
      fetch(server, 2);
    }
    assertThat(target).hasBinaryContent(CONTENT);
  }

  @Test
  void silenceIsNoticedAndTriedAgain() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (LocalServer server =
        new LocalServer(
            (x, n) -> {
              if (n < 3) {
                LocalServer.truncate(x, CONTENT, "\"a\"", 100_000);
                await(end);
              } else {
                LocalServer.serve(x, CONTENT, "\"a\"");
              }
            })) {
      assertThatThrownBy(() -> fetch(server, 1))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("sent nothing for 400 ms")
          .hasMessageContaining(server.uri("/file").toString());
      fetch(server, 2);
      end.countDown();
    }
    assertThat(target).hasBinaryContent(CONTENT);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void passingTroubleIsTriedAgain(int status) throws Exception {
    try (LocalServer server =
        new LocalServer(
            (x, n) -> {
              if (n < 3) {
                LocalServer.status(x, status);
              } else {
                LocalServer.serve(x, CONTENT, "\"a\"");
              }
            })) {
      fetch(server, 3);
    }
    assertThat(target).hasBinaryContent(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410, 501})
  void refusalsAreFinal(int status) throws Exception {
    try (LocalServer server = new LocalServer((x, n) -> LocalServer.status(x, status))) {
      assertThatThrownBy(() -> fetch(server, 5))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("status " + status);
      assertThat(server.requests()).hasSize(1);
    }
    assertThat(target).doesNotExist();
  }

  @Test
  void attemptsAreCounted() throws Exception {
    try (LocalServer server = new LocalServer((x, n) -> LocalServer.status(x, 503))) {
      assertThatThrownBy(() -> fetch(server, 4)).hasMessageContaining("status 503");
      assertThat(server.requests()).hasSize(4);
    }
  }

  @Test
  void wrongContentIsDeletedAndSaid() throws Exception {
    try (LocalServer server = new LocalServer((x, n) -> LocalServer.serve(x, CONTENT, "\"a\""))) {
      assertThatThrownBy(
              () ->
                  download(3)
                      .fetch(server.uri("/file"), target, Optional.of("0123456789abcdef"), QUIET))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("not the one expected")
          .hasMessageContaining(sha256(CONTENT))
          .hasMessageContaining("0123456789abcdef...")
          .hasMessageContaining("deleted");
      assertThat(server.requests()).hasSize(1);
    }
    assertThat(left()).containsExactly("file.bin.lock");
  }

  @Test
  void damagedPartIsFetchedAnewOnce() throws Exception {
    try (LocalServer server = new LocalServer((x, n) -> LocalServer.serve(x, CONTENT, "\"a\""))) {
      Files.createDirectories(target.getParent());
      Files.write(target.resolveSibling("file.bin.part"), new byte[1000]);
      Files.write(
          target.resolveSibling("file.bin.part.version"),
          List.of(server.uri("/file").toString(), "\"a\""));
      download(2).fetch(server.uri("/file"), target, Optional.of(sha256(CONTENT)), QUIET);
      assertThat(server.requests()).hasSize(2);
    }
    assertThat(target).hasBinaryContent(CONTENT);
  }

  @Test
  void checksumStatedByTheHubIsChecked() throws Exception {
    AtomicReference<String> stated = new AtomicReference<>("0".repeat(64));
    try (LocalServer server =
        new LocalServer(
            (x, n) -> {
              if (x.getRequestURI().getPath().equals("/file")) {
                x.getResponseHeaders().set("X-Linked-ETag", '"' + stated.get() + '"');
                LocalServer.redirect(x, "/elsewhere");
              } else if (x.getRequestURI().getPath().equals("/direct")) {
                x.getResponseHeaders().set("X-Repo-Commit", "c0ffee");
                LocalServer.serve(x, CONTENT, '"' + stated.get() + '"');
              } else {
                LocalServer.serve(x, CONTENT, "\"a\"");
              }
            })) {
      assertThatThrownBy(() -> fetch(server, 1)).hasMessageContaining("not the one expected");
      URI direct = server.uri("/direct");
      assertThatThrownBy(() -> download(1).fetch(direct, target, Optional.empty(), QUIET))
          .hasMessageContaining("not the one expected");
      stated.set(sha256(CONTENT));
      fetch(server, 1);
    }
    assertThat(target).hasBinaryContent(CONTENT);
  }

  @Test
  void redirectLoopEnds() throws Exception {
    try (LocalServer server = new LocalServer((x, n) -> LocalServer.redirect(x, "/again" + n))) {
      assertThatThrownBy(() -> fetch(server, 5)).hasMessageContaining("more than 10 redirects");
      assertThat(server.requests()).hasSize(11);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "", "ftp://host/x", "http://["})
  void redirectsStayOnTheWeb(String location) throws Exception {
    try (LocalServer server = new LocalServer((x, n) -> LocalServer.redirect(x, location))) {
      assertThatThrownBy(() -> fetch(server, 1))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("redirects to");
    }
  }

  @Test
  void redirectsDoNotLeaveHttps() throws Exception {
    URI secure = URI.create("https://example.org/a");
    Transfer transfer =
        new Transfer(HttpClient.newHttpClient(), Download.Settings.defaults(), secure, null, QUIET);
    assertThatThrownBy(() -> transfer.redirected(secure, "http://example.org/a"))
        .hasMessageContaining("plain HTTP");
    assertThat(transfer.redirected(secure, "/b")).isEqualTo(URI.create("https://example.org/b"));
    assertThat(transfer.redirected(secure, "http://localhost/b").getHost()).isEqualTo("localhost");
  }

  @Test
  void nobodyListening() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port + "/x");
    assertThatThrownBy(() -> download(3).fetch(nobody, target, Optional.empty(), QUIET))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("cannot connect");
  }

  @Test
  void otherSchemesAreRefused() {
    URI file = URI.create("file:///etc/passwd");
    assertThatThrownBy(() -> download(3).fetch(file, target, Optional.empty(), QUIET))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("no address to fetch from");
  }

  @Test
  void interruptEndsTheWait() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    try (LocalServer server =
        new LocalServer(
            (x, n) -> {
              LocalServer.truncate(x, CONTENT, "\"a\"", 1000);
              begun.countDown();
              await(end);
            })) {
      Download patient =
          new Download(
              Map.of(),
              new Download.Settings(
                  Duration.ofSeconds(50), Duration.ofSeconds(50), 1, Duration.ofSeconds(50)));
      Thread thread =
          new Thread(
              () -> {
                try {
                  patient.fetch(server.uri("/file"), target, Optional.empty(), QUIET);
                } catch (IOException e) {
                  thrown.set(e);
                  flag.set(Thread.currentThread().isInterrupted());
                }
              });
      thread.start();
      await(begun);
      thread.interrupt();
      thread.join();
      end.countDown();
    }
    assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
    assertThat(flag.get()).isTrue();
    assertThat(target).doesNotExist();
  }

  @Test
  void severalAtOnceDoNotSpoilTheFile() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Download shared = download(10);
    try (LocalServer server =
        new LocalServer(
            (x, n) -> {
              if (n % 3 == 0) {
                LocalServer.truncate(x, CONTENT, "\"a\"", 150_000);
              } else {
                LocalServer.serve(x, CONTENT, "\"a\"");
              }
            })) {
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Download mine = i < 4 ? shared : download(10); // one object for all threads, or one each
        calls.add(
            () -> {
              mine.fetch(server.uri("/file"), target, Optional.empty(), QUIET);
              return true;
            });
      }
      for (Future<Boolean> done : threads.invokeAll(calls)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(target).hasBinaryContent(CONTENT);
    assertThat(left()).containsExactly("file.bin", "file.bin.lock");
  }

  /** Closing a file gives up the process's lock on it, whichever object took it. */
  @Test
  void anotherDownloadDoesNotGiveUpTheLock() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Download.Settings patient =
        new Download.Settings(
            Duration.ofSeconds(50), Duration.ofSeconds(50), 1, Duration.ofMillis(10));
    try (LocalServer server =
        new LocalServer(
            (x, n) -> {
              if (n == 1) {
                asked.countDown();
                await(answer);
              }
              LocalServer.serve(x, CONTENT, "\"a\"");
            })) {
      Future<?> first =
          thread.submit(
              () -> {
                new Download(Map.of(), patient)
                    .fetch(server.uri("/file"), target, Optional.empty(), QUIET);
                return true;
              });
      await(asked);
      new Download(Map.of(), patient).fetch(server.uri("/file"), target, Optional.empty(), QUIET);
      Process probe =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  LockProbe.class.getName(),
                  target.resolveSibling("file.bin.lock").toString())
              .start();
      assertThat(new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("held");
      answer.countDown();
      first.get();
    } finally {
      answer.countDown();
      thread.shutdownNow();
    }
    assertThat(target).hasBinaryContent(CONTENT);
  }

  @Test
  void proxyOfTheEnvironmentIsAsked() throws Exception {
    try (LocalServer proxy =
        new LocalServer(
            (x, n) -> {
              assertThat(x.getRequestURI()).hasHost("weights.invalid");
              LocalServer.serve(x, CONTENT, "\"a\"");
            })) {
      Download proxied =
          new Download(
              Map.of("http_proxy", proxy.uri("").toString()), Download.Settings.defaults());
      proxied.fetch(URI.create("http://weights.invalid/file"), target, Optional.empty(), QUIET);
    }
    assertThat(target).hasBinaryContent(CONTENT);
  }
}
