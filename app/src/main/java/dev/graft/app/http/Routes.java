package dev.graft.app.http;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Leads each request to its route once it may be answered, and writes what comes of it. */
public final class Routes extends Handler.Abstract.NonBlocking {

  private final Map<String, Route> routes;
  private final Optional<Token> token;
  private final String served;
  private final Metrics metrics;
  private final Consumer<Throwable> unexpected;

  /**
   * Routes by their paths.
   *
   * @param settings whose token is asked for, and whose host is a name of this server
   * @param unexpected is told of what no client should ever cause
   */
  public Routes(
      Map<String, Route> routes,
      ServeSettings settings,
      Metrics metrics,
      Consumer<Throwable> unexpected) {
    this.routes = Map.copyOf(routes);
    this.token = settings.token();
    this.served = settings.host();
    this.metrics = metrics;
    this.unexpected = unexpected;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    request.addIdleTimeoutListener(timeout -> false); // a request has deadlines of its own
    String path = request.getHttpURI().getCanonicalPath();
    Route route = path == null ? null : routes.get(path);
    String label = route == null ? "other" : path;
    CompletableFuture<Reply> answer;
    try {
      answer = answer(request, route);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    var unused =
        answer.handle(
            (reply, failure) -> {
              Reply sent = failure == null ? reply : Reply.of(problem(failure));
              metrics.answered(label, sent.status());
              Replies.write(sent, response, callback);
              return null;
            });
    return true;
  }

  private CompletableFuture<Reply> answer(Request request, Route route) {
    checkOrigin(request);
    if (route == null) {
      throw Problem.of(
              404, "no-such-page", "There is no such page", "/openapi.json lists the API's")
          .exception();
    }
    if (!route.takes(request.getMethod())) {
      throw new Problem(
              405,
              "wrong-method",
              "The page takes another method",
              "it takes " + route.allowed(),
              Map.of("Allow", route.allowed()))
          .exception();
    }
    if (!route.open() && token.isPresent()) {
      checkToken(token.get(), request);
    }
    return route.action().answer(request);
  }

  /**
   * Without a token any page in the user's browser could ask this server; so it answers to its own
   * names alone, and to no page from elsewhere.
   */
  private void checkOrigin(Request request) {
    if (token.isEmpty() && !LocalNames.isKnown(Request.getServerName(request), served)) {
      throw Problem.of(
              421,
              "other-host",
              "The request is meant for another machine",
              "the host is to be localhost or the address that is served")
          .exception();
    }
    boolean elsewhere =
        "cross-site".equals(request.getHeaders().get("Sec-Fetch-Site"))
            && !"navigate".equals(request.getHeaders().get("Sec-Fetch-Mode"));
    if (elsewhere) {
      throw Problem.of(
              403, "other-site", "Pages from elsewhere are not answered", "ask from a program")
          .exception();
    }
  }

  private static void checkToken(Token token, Request request) {
    if (!token.isIn(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
      throw new Problem(
              401,
              "no-token",
              "The token is missing or wrong",
              "show it as Authorization: Bearer TOKEN",
              Map.of("WWW-Authenticate", "Bearer"))
          .exception();
    }
  }

  private Problem problem(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ProblemException told) {
      return told.problem();
    }
    if (cause instanceof HttpException refused && refused.getCode() < 500) {
      return Problem.ofStatus(refused.getCode()); // Jetty found it as late as a handler looked
    }
    unexpected.accept(cause);
    return Problem.internal();
  }
}
