package dev.graft.app.watch;

import dev.graft.app.http.LocalNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Who is answered. Any page in the user's browser can send requests here: those that change
 * something must show a token that only the page from here knows, and must not come from elsewhere.
 */
final class Gate {

  private static final String TOKEN = "X-Graft-Token";
  private static final int TOKEN_BYTES = 24;

  private final String token;

  Gate() {
    byte[] secret = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(secret);
    this.token = HexFormat.of().formatHex(secret);
  }

  /** What the page shows with its requests. */
  String token() {
    return token;
  }

  /** Why the request is not answered, if it is not. */
  Optional<Reply> refusal(Request request) {
    HttpFields headers = request.getHeaders();
    if (!LocalNames.isKnown(Request.getServerName(request), "127.0.0.1")) {
      // A page elsewhere whose name was made to lead here (DNS rebinding) names another host.
      return Optional.of(Reply.text(421, "the host is to be localhost or 127.0.0.1"));
    }
    String site = headers.get("Sec-Fetch-Site");
    boolean isChange = request.getMethod().equals("POST");
    boolean isLink = "navigate".equals(headers.get("Sec-Fetch-Mode")) && !isChange;
    boolean isFromElsewhere = site != null && !site.equals("same-origin") && !site.equals("none");
    if ((isFromElsewhere && !isLink) || (isChange && !isOwnOrigin(headers))) {
      return Optional.of(Reply.text(403, "pages from elsewhere are not answered"));
    }
    if (isChange && !isOwn(headers.get(TOKEN))) {
      return Optional.of(Reply.text(403, "the page's token is missing: load the page again"));
    }
    return Optional.empty();
  }

  private static boolean isOwnOrigin(HttpFields headers) {
    String origin = headers.get(HttpHeader.ORIGIN);
    return origin == null || origin.equals("http://" + headers.get(HttpHeader.HOST));
  }

  private boolean isOwn(String shown) {
    return shown != null && MessageDigest.isEqual(bytes(token), bytes(shown));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
