package dev.graft.app.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Why a request has no answer, as RFC 9457 has it.
 *
 * @param status of HTTP
 * @param kind a word for programs, the end of the {@code type}
 * @param title the same for every problem of that kind
 * @param detail of this one, for people
 * @param headers more of the reply's
 */
public record Problem(
    int status, String kind, String title, String detail, Map<String, String> headers) {

  public static final String CONTENT_TYPE = "application/problem+json";
  private static final String TYPE = "urn:graft:problem:";
  private static final Map<String, String> CLOSE = Map.of("Connection", "close");
  private static final Map<String, String> LATER = Map.of("Retry-After", "1");

  /** One whose request was not read to its end, so that the connection ends with it. */
  static Problem closing(int status, String kind, String title, String detail) {
    return new Problem(status, kind, title, detail, CLOSE);
  }

  public static Problem of(int status, String kind, String title, String detail) {
    return new Problem(status, kind, title, detail, Map.of());
  }

  public static Problem unreadable(String reason) {
    return of(422, "unreadable-image", "The image cannot be read", reason);
  }

  public static Problem wrongRequest(String detail) {
    return of(400, "wrong-request", "The request is not as the API has it", detail);
  }

  public static Problem busy(String detail) {
    return new Problem(503, "busy", "Too much at once; try again in a moment", detail, LATER);
  }

  static Problem cutOff() {
    return closing(400, "cut-off", "The upload ended early", "the body is shorter than announced");
  }

  static Problem tooSlow(long seconds) {
    return closing(
        408,
        "slow-upload",
        "The upload took too long",
        format("a request is to arrive whole within %d s", seconds));
  }

  static Problem tooLarge(long limit) {
    return closing(
        413, "too-large", "The upload is too large", format("at most %,d bytes are taken", limit));
  }

  public static Problem tooManyPixels(long pixels, long limit) {
    return of(
        413,
        "too-many-pixels",
        "The image is too large",
        format("%,d pixels would be decoded at once; at most %,d are taken", pixels, limit));
  }

  public static Problem late(long seconds) {
    return of(504, "late", "The answer took too long", format("none within %d s", seconds));
  }

  static Problem internal() {
    return of(500, "internal", "Something went wrong here", "the server's own output says more");
  }

  /** What HTTP itself finds wrong; no detail of a parser goes out. */
  public static Problem ofStatus(int status) {
    return switch (status) {
      case 408 -> of(408, "slow-upload", "The request took too long", "no bytes came any more");
      case 413 -> of(413, "too-large", "The request is too large", "its body is too long");
      case 414 -> of(414, "long-address", "The address is too long", "it is cut to a few KB");
      case 431 -> of(431, "long-headers", "The headers are too long", "8 KB are taken");
      case 503 -> new Problem(503, "stopping", "The server stops", "it takes no more", LATER);
      default ->
          status >= 400 && status != 500
              ? of(status, "bad-http", "This is no HTTP that is understood", "status " + status)
              : internal();
    };
  }

  /** The same in every locale, as the rest of the text is. */
  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }

  public ProblemException exception() {
    return new ProblemException(this);
  }

  byte[] json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", TYPE + kind)
        .put("title", title)
        .put("status", status)
        .put("detail", detail)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
