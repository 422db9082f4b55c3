package dev.graft.app.http;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Writes replies with the headers that all have, Jetty's own refusals among them. */
public final class Replies extends ErrorHandler {

  /** Nothing from elsewhere, nothing inline, in nobody's frame; pictures from the page's memory. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final Map<String, String> ALWAYS =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Permissions-Policy", "camera=(self), microphone=(), geolocation=()");

  static void write(Reply reply, Response response, Callback callback) {
    response.setStatus(reply.status());
    HttpFields.Mutable headers = response.getHeaders();
    ALWAYS.forEach(headers::put);
    reply.headers().forEach(headers::put);
    headers.put(HttpHeader.CONTENT_TYPE, reply.contentType());
    ByteBuffer body = reply.body().duplicate();
    headers.put(HttpHeader.CONTENT_LENGTH, body.remaining());
    response.write(true, body, callback);
  }

  /** What Jetty itself refuses, whether it understood the request or not. */
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    write(Reply.of(Problem.ofStatus(response.getStatus())), response, callback);
    return true;
  }
}
