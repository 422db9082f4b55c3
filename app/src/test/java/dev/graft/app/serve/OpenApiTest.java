package dev.graft.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.graft.app.http.Problem;
import dev.graft.app.http.ServeSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API's description beside the server it describes. */
final class OpenApiTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private static Path folder;
  private static Neighbourhood known;
  private static PredictionServer server;
  private static JsonNode api;

  @BeforeAll
  static void start() throws Exception {
    known = Neighbourhood.in(folder);
    server = known.start(ServeSettings.defaults());
    api = json(to("/openapi.json"));
  }

  @AfterAll
  static void stop() {
    server.close();
    known.close();
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path));
  }

  private static JsonNode json(HttpRequest.Builder request) throws Exception {
    String body = CLIENT.send(request.build(), BodyHandlers.ofString()).body();
    return new ObjectMapper().readTree(body);
  }

  @Test
  void everyRouteIsDescribedAndThereIsNoOther() {
    assertThat(api.path("openapi").asText()).startsWith("3.1");
    assertThat(api.path("paths").properties())
        .extracting(path -> path.getKey())
        .containsExactlyInAnyOrderElementsOf(server.apiPaths());
  }

  @Test
  void describedMethodsAreTaken() throws Exception {
    for (var path : api.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        var request =
            to(path.getKey())
                .method(
                    method.getKey().toUpperCase(java.util.Locale.ROOT), BodyPublishers.noBody());
        int status = CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode();
        assertThat(status).as(path.getKey()).isNotIn(404, 405);
        assertThat(method.getValue().path("responses").has(String.valueOf(status))).isTrue();
      }
    }
  }

  @Test
  void everyRouteMayAnswerWithAProblem() throws Exception {
    for (var path : api.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        assertThat(method.getValue().at("/responses/default/$ref").asText())
            .as(path.getKey())
            .isEqualTo("#/components/responses/Problem");
      }
      try (var raw = Raw.to(server.address())) { // as a page elsewhere would, by DNS rebinding
        String ask = " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
        assertThat(raw.send("GET " + path.getKey() + ask).answer())
            .startsWith("HTTP/1.1 421 ")
            .contains(Problem.CONTENT_TYPE);
      }
    }
  }

  @Test
  void theGuideNamesEveryProblem() throws Exception {
    Path root = Path.of(System.getProperty("graft.root"));
    String guide = Files.readString(root.resolve("docs/guide/serve.md"));
    Path sources = root.resolve("app/src/main/java/dev/graft/app/http");
    String code =
        Files.readString(sources.resolve("Problem.java"))
            + Files.readString(sources.resolve("Routes.java"));
    List<String> kinds =
        Pattern.compile("[0-9]{3},\\s+\"([a-z-]+)\"")
            .matcher(code)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(kinds).hasSizeGreaterThan(15);
    for (String kind : kinds) {
      assertThat(guide).contains("`" + kind + "`");
    }
  }

  @Test
  void answersHaveTheDescribedFieldsAndNoOthers() throws Exception {
    var predict = BodyPublishers.ofByteArray(Models.picture(1));
    checked(
        json(to("/v1/predict?heatmap=true&neighbours=2").POST(predict)),
        schema("Answer"),
        "answer");
    checked(json(to("/v1/models")), schema("Models"), "models");
    checked(json(to("/v1/nothing")), schema("Problem"), "problem");
  }

  private static JsonNode schema(String name) {
    return api.at("/components/schemas/" + name);
  }

  private static void checked(JsonNode value, JsonNode given, String at) throws IOException {
    JsonNode schema = given.has("$ref") ? api.at(given.path("$ref").asText().substring(1)) : given;
    assertThat(schema.isMissingNode()).as(at).isFalse();
    switch (schema.path("type").asText()) {
      case "object" -> {
        for (JsonNode required : schema.path("required")) {
          assertThat(value.has(required.asText())).as(at + "." + required.asText()).isTrue();
        }
        for (var field : value.properties()) {
          JsonNode described = schema.path("properties").path(field.getKey());
          checked(field.getValue(), described, at + "." + field.getKey());
        }
      }
      case "array" -> {
        assertThat(value.isArray()).as(at).isTrue();
        for (JsonNode element : value) {
          checked(element, schema.path("items"), at + "[]");
        }
      }
      case "string" -> assertThat(value.isTextual()).as(at).isTrue();
      case "integer" -> assertThat(value.isIntegralNumber()).as(at).isTrue();
      case "boolean" -> assertThat(value.isBoolean()).as(at).isTrue();
      case "number" -> assertThat(value.isNumber()).as(at).isTrue();
      default -> throw new AssertionError(at + " has no type");
    }
  }
}
