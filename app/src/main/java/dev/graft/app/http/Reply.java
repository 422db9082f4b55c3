package dev.graft.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What goes back to a client. */
public record Reply(int status, String contentType, Map<String, String> headers, ByteBuffer body) {

  private static final Map<String, String> NOT_KEPT = Map.of("Cache-Control", "no-store");

  public static Reply json(JsonNode node) {
    return new Reply(200, "application/json", NOT_KEPT, utf8(node.toString()));
  }

  public static Reply text(int status, String contentType, String text) {
    return new Reply(status, contentType, NOT_KEPT, utf8(text));
  }

  public static Reply of(Problem problem) {
    var headers = new java.util.HashMap<>(NOT_KEPT);
    headers.putAll(problem.headers());
    return new Reply(
        problem.status(), Problem.CONTENT_TYPE, headers, ByteBuffer.wrap(problem.json()));
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
