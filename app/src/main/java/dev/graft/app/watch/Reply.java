package dev.graft.app.watch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What goes back to a browser. */
record Reply(int status, String contentType, String policy, ByteBuffer body) {

  /** Nothing from elsewhere, nothing inline, in nobody's frame. */
  private static final String STRICT =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** A report says for itself what it loads; it has its style and script inside. */
  private static final String REPORT =
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> ALWAYS =
      Map.of(
          "Cache-Control", "no-store",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Permissions-Policy", "camera=(), microphone=(), geolocation=()");

  static Reply of(String contentType, String text) {
    return new Reply(200, contentType, STRICT, utf8(text));
  }

  static Reply text(int status, String line) {
    return new Reply(status, "text/plain; charset=utf-8", STRICT, utf8(line + "\n"));
  }

  static Reply report(String html) {
    return new Reply(200, "text/html; charset=utf-8", REPORT, utf8(html));
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  void write(Response response, Callback callback) {
    head(response, status, contentType, policy);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
    response.write(true, body.duplicate(), callback);
  }

  /** The head of a stream of events. */
  static void streams(Response response) {
    head(response, 200, "text/event-stream", STRICT);
  }

  private static void head(Response response, int status, String contentType, String policy) {
    response.setStatus(status);
    HttpFields.Mutable headers = response.getHeaders();
    ALWAYS.forEach(headers::put);
    headers.put("Content-Security-Policy", policy);
    headers.put(HttpHeader.CONTENT_TYPE, contentType);
  }
}
