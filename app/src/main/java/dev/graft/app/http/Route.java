package dev.graft.app.http;

import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Request;

/**
 * What a path leads to.
 *
 * @param method GET, which takes HEAD along, or POST
 * @param open whether it is answered without the token
 */
public record Route(String method, boolean open, Action action) {

  /** From a request to its reply, or to a {@link ProblemException}. */
  @FunctionalInterface
  public interface Action {
    CompletableFuture<Reply> answer(Request request);
  }

  public static Route get(boolean open, java.util.function.Supplier<Reply> reply) {
    return new Route("GET", open, request -> CompletableFuture.completedFuture(reply.get()));
  }

  /** One behind the token, whose reply depends on the request. */
  public static Route get(java.util.function.Function<Request, Reply> reply) {
    return new Route(
        "GET", false, request -> CompletableFuture.completedFuture(reply.apply(request)));
  }

  public static Route post(Action action) {
    return new Route("POST", false, action);
  }

  boolean takes(String given) {
    return given.equals(method) || (given.equals("HEAD") && method.equals("GET"));
  }

  String allowed() {
    return method.equals("GET") ? "GET, HEAD" : method;
  }
}
