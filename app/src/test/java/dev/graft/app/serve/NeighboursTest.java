package dev.graft.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.graft.app.http.ServeSettings;
import dev.graft.app.http.Token;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The training images that look alike, as clients are told of them. */
@Timeout(120)
final class NeighboursTest {

  @TempDir private static Path folder;
  private static Neighbourhood known;
  private static PredictionServer server;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    known = Neighbourhood.in(folder);
    server = known.start(ServeSettings.defaults());
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
    known.close();
  }

  private static byte[] picture(int number) throws IOException {
    return Models.picture(number, 120 + 20 * number, 80, "png");
  }

  private static HttpResponse<byte[]> thumbnail(Client from, JsonNode neighbour) throws Exception {
    HttpRequest request = from.to(neighbour.path("thumbnail").asText()).build();
    return Client.HTTP.send(request, BodyHandlers.ofByteArray());
  }

  @Test
  void aTrainingImageIsItsOwnNearestNeighbourForEachModel() throws Exception {
    for (int i = 0; i < 12; i++) {
      JsonNode answer = Client.json(client.post("?neighbours=4", picture(i)));
      assertThat(answer.path("results")).hasSize(2);
      for (JsonNode result : answer.path("results")) {
        assertThat(result.path("neighbours")).hasSize(4);
        JsonNode first = result.at("/neighbours/0");
        String label = Neighbourhood.label(i);
        assertThat(first.path("similarity").asDouble()).isCloseTo(1, within(1e-4));
        assertThat(first.path("label").asText()).isEqualTo(label);
        assertThat(first.path("name").asText()).isEqualTo("%s/%02d.png".formatted(label, i));
        double before = 1;
        for (JsonNode next : result.path("neighbours")) {
          assertThat(next.path("similarity").asDouble()).isLessThanOrEqualTo(before);
          before = next.path("similarity").asDouble();
          assertThat(next.path("name").asText()).startsWith(next.path("label").asText() + "/");
        }
        shows(i, first);
      }
      assertThat(answer.at("/results/0/neighbours"))
          .as("each model has an opinion of its own")
          .isNotEqualTo(answer.at("/results/1/neighbours"));
    }
  }

  /** The thumbnail is this picture, by its shape and the colour of its corner. */
  private static void shows(int number, JsonNode neighbour) throws Exception {
    HttpResponse<byte[]> response = thumbnail(client, neighbour);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    var small = ImageIO.read(new ByteArrayInputStream(response.body()));
    int width = Math.min(144, 120 + 20 * number);
    assertThat(small.getWidth()).isEqualTo(width);
    assertThat(small.getHeight()).isEqualTo(Math.round(80f * width / (120 + 20 * number)));
    var corner = new Color(small.getRGB(width - 2, small.getHeight() - 2));
    Color drawn = Color.getHSBColor(number * 0.17f, 0.8f, 0.9f);
    assertThat(corner.getRed()).isCloseTo(drawn.getRed(), within(12));
    assertThat(corner.getGreen()).isCloseTo(drawn.getGreen(), within(12));
    assertThat(corner.getBlue()).isCloseTo(drawn.getBlue(), within(12));
  }

  @Test
  void whatCannotBeReadIsNamedAndNeverANeighbour() throws Exception {
    assertThat(known.leftOut()).hasSize(1).allMatch(line -> line.startsWith("odd/half.png: "));
    JsonNode all = Client.json(client.post("?model=eins&neighbours=100", picture(1)));
    assertThat(all.at("/results/0/neighbours")).hasSize(12);
    assertThat(all.toString()).doesNotContain("half");
    JsonNode listed = Client.json(Client.send(client.to("/v1/models")));
    assertThat(listed.path("neighbours").asInt()).isEqualTo(12);
  }

  @Test
  void nobodyGetsThemWithoutAsking() throws Exception {
    JsonNode answer = Client.json(client.post("", picture(1)));
    assertThat(answer.at("/results/0").has("neighbours")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "?image=12, 404, no-such-image",
    "?image=999999999, 404, no-such-image",
    "?image=-1, 400, wrong-request",
    "?image=9999999999, 400, wrong-request",
    "?image=../../etc/passwd, 400, wrong-request",
    "?image=1&image=2&x=1, 400, wrong-request",
    "'', 400, wrong-request"
  })
  void otherPicturesThereAreNone(String query, int status, String kind) throws Exception {
    Client.problem(Client.send(client.to("/v1/thumbnail" + query)), status, kind);
  }

  @ParameterizedTest
  @CsvSource({"-1", "101", "many"})
  void wrongNumbersAreNamed(String number) throws Exception {
    Client.problem(client.post("?neighbours=" + number, picture(0)), 400, "wrong-request");
  }

  @Test
  void aServerWithoutImagesSaysSo() throws Exception {
    ServedModel alone = new ServedModel("alone", known.models().get(0).classifier());
    try (var plain =
        PredictionServer.start(
            ServeSettings.defaults().withPort(0), List.of(alone), failure -> {})) {
      var other = new Client(plain);
      Client.problem(other.post("?neighbours=1", picture(0)), 400, "wrong-request");
      assertThat(other.post("?neighbours=0", picture(0)).statusCode()).isEqualTo(200);
      Client.problem(Client.send(other.to("/v1/thumbnail?image=0")), 404, "no-such-image");
      assertThat(Client.json(Client.send(other.to("/v1/models"))).path("neighbours").asInt())
          .isZero();
    }
    assertThatThrownBy(() -> known.models().get(0).withNeighbours(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(
            () ->
                PredictionServer.start(
                    ServeSettings.defaults().withPort(0), known.models(), failure -> {}))
        .hasMessageContaining("other images");
  }

  @Test
  void theTokenGuardsPicturesToo() throws Exception {
    try (var guarded = known.start(ServeSettings.defaults().withToken(Token.of("0".repeat(16))))) {
      var stranger = new Client(guarded);
      Client.problem(Client.send(stranger.to("/v1/thumbnail?image=0")), 401, "no-token");
      HttpResponse<String> friend =
          Client.send(
              stranger
                  .to("/v1/thumbnail?image=0")
                  .header("Authorization", "Bearer " + "0".repeat(16)));
      assertThat(friend.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aTableOfAbsolutePathsTellsNothingOfThisMachine() throws Exception {
    Path table = folder.resolve("images.csv");
    String rows = "path,label\n%1$s/even/00.png,a\n%1$s/odd/01.png,b\n%1$s/even/02.png,b\n";
    Files.writeString(table, rows.formatted(folder.resolve("data")));
    ServedModel model = Models.served("m", folder, 3);
    try (var tabled = Neighbourhood.of(table.toString(), List.of(model));
        var shown = tabled.start(ServeSettings.defaults())) {
      String answer = new Client(shown).post("?neighbours=3", picture(1)).body();
      assertThat(answer).contains("\"01.png\"").doesNotContain(folder.toString(), "odd/");
    }
    assertThat(Gallery.shown("train/a b/1.png")).isEqualTo("train/a b/1.png");
    assertThat(Gallery.shown("../secret/1.png")).isEqualTo("1.png");
    assertThat(Gallery.shown("C:\\photos\\1.png")).isEqualTo("1.png");
  }
}
