package dev.graft.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.http.Limits;
import dev.graft.app.http.ServeSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is broken, too large or meant for others: each is told so, and nothing of the inside. */
@Timeout(120)
final class BrokenRequestsTest {

  @TempDir private static Path folder;
  private static ServedModel model;
  private static PredictionServer server;
  private static Client client;
  private static final List<Throwable> UNEXPECTED = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    model = Models.served("m", folder, 1);
    server =
        PredictionServer.start(
            ServeSettings.defaults().withPort(0), List.of(model), UNEXPECTED::add);
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
    model.classifier().close();
  }

  @AfterEach
  void nothingUnexpected() {
    assertThat(UNEXPECTED).isEmpty();
  }

  @Test
  void brokenFilesAreToldInPlainWords() throws Exception {
    Client.problem(client.post("", new byte[0]), 400, "wrong-request");
    Client.problem(
        client.post("", "no picture".getBytes(StandardCharsets.UTF_8)), 422, "unreadable-image");
    byte[] whole = Models.picture(4);
    byte[] half = java.util.Arrays.copyOf(whole, whole.length - 30);
    Client.problem(client.post("", half), 422, "unreadable-image");
    byte[] damaged = Models.picture(4, 300, 200, "jpg");
    for (int i = damaged.length / 2; i < damaged.length - 2; i++) {
      damaged[i] = 0x55;
    }
    HttpResponse<String> answer = client.post("", damaged);
    assertThat(answer.statusCode()).isIn(200, 422); // what a codec makes of it
    byte[] hostile = whole.clone(); // a header that says 50,000 x 50,000 pixels
    hostile[18] = (byte) 0xc3;
    hostile[22] = (byte) 0xc3;
    var checksum = new CRC32();
    checksum.update(hostile, 12, 17); // the header's type and content
    ByteBuffer.wrap(hostile).putInt(29, (int) checksum.getValue());
    Client.problem(client.post("", hostile), 413, "too-many-pixels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/predict?top=%zz", "/v1/thumbnail?image=%zz", "/v1/predict?%ff"})
  void addressesThatAreNoneAreTheClientsFault(String path) throws Exception {
    String request =
        "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    String method = path.contains("predict") ? "POST" : "GET";
    try (var raw = Raw.to(server.address())) {
      assertThat(raw.send(request.formatted(method, path)).status()).isEqualTo(400);
    }
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItIsDecoded() throws Exception {
    Limits limits = Limits.defaults();
    var small = new Limits(20_000, 9000, 8, 100, 40_000, limits.upload(), limits.answer());
    try (var strict =
        PredictionServer.start(
            ServeSettings.defaults().withPort(0).withLimits(small),
            List.of(model),
            UNEXPECTED::add)) {
      URI uri = URI.create(strict.address() + "/v1/predict");
      Client.problem(
          Client.send(
              HttpRequest.newBuilder(uri)
                  .POST(BodyPublishers.ofByteArray(Models.picture(1)))), // 9,600 pixels
          413,
          "too-many-pixels");
      Client.problem(
          Client.send(
              HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(Models.tiled(100)))),
          413,
          "too-many-pixels");
      Client.problem(
          Client.send(
              HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(new byte[20_001]))),
          413,
          "too-large");
      // Without a length, the body itself tells.
      Client.problem(
          Client.send(
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
  void otherHostsAndOtherSitesAreTurnedAway() throws Exception {
    try (var raw = Raw.to(server.address())) {
      assertThat(
              raw.send("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
                  .status())
          .isEqualTo(421);
    }
    Client.problem(
        Client.send(client.to("/v1/models").header("Sec-Fetch-Site", "cross-site")),
        403,
        "other-site");
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

  @ParameterizedTest
  @ValueSource(strings = {"?top=%FF", "?%FF=1", "?top=%zz", "?top=%", "?model=%C3", "?=", "?&&=&"})
  void brokenQueriesGetAFourHundred(String query) throws Exception {
    try (var raw = Raw.to(server.address())) {
      String answer =
          raw.send(Raw.head(1).replace("/v1/predict", "/v1/predict" + query))
              .send("x")
              .end()
              .answer();
      assertThat(answer).as(query).matches("(?s)HTTP/1.1 (400|404|422) .*");
      assertThat(answer).contains("urn:graft:problem:").doesNotContain("Exception", "jetty");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=\"x",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary",
        "multipart/form-data",
        "multipart/mixed; boundary=x",
        "multipart/",
        "multipart/form-data; boundary=x; boundary=\"",
        "multipart/form-data; boundary=x" // the body does not fit
      })
  void formsWithoutABoundaryGetAFourHundred(String contentType) throws Exception {
    Client.problem(
        Client.send(
            client
                .to("/v1/predict")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString("--y\r\n\r\nno picture\r\n--y--\r\n"))),
        400,
        "wrong-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Disposition: form-data\r\n",
        "Content-Disposition: form-data; filename\r\n",
        "Content-Disposition: form-data; name\r\n",
        "Content-Disposition: form-data; name=\"\r\n",
        "Content-Disposition: attachment; name=image\r\n",
        "Content-Type: image/png\r\n",
        ""
      })
  void partsWithoutANameGetAFourHundred(String headers) throws Exception {
    HttpResponse<String> answer =
        Client.send(
            client
                .to("/v1/predict")
                .header("Content-Type", "multipart/form-data; boundary=y")
                .POST(
                    BodyPublishers.ofString("--y\r\n" + headers + "\r\nno picture\r\n--y--\r\n")));
    assertThat(answer.statusCode()).as(answer.body()).isIn(400, 422);
    assertThat(answer.body()).doesNotContain("Exception");
  }
}
