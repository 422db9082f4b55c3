package dev.graft.backbone.fetch;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that behaves as each test wants it to. */
public final class LocalServer implements AutoCloseable {

  /** Answers the {@code n}-th request, counted from 1. */
  @FunctionalInterface
  public interface Answer {
    void to(HttpExchange exchange, int n) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Headers> requests = new CopyOnWriteArrayList<>();

  public LocalServer(Answer answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          int n;
          synchronized (requests) {
            requests.add(exchange.getRequestHeaders());
            n = requests.size();
          }
          try (exchange) {
            answer.to(exchange, n);
          }
        });
    server.start();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Headers of the requests so far. */
  public List<Headers> requests() {
    return List.copyOf(requests);
  }

  /** Sends {@code content} or, if the request names a fitting version, the range it asks for. */
  public static void serve(HttpExchange exchange, byte[] content, String etag) throws IOException {
    exchange.getResponseHeaders().set("ETag", etag);
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range != null && etag.equals(exchange.getRequestHeaders().getFirst("If-Range"))) {
      int start = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      if (start >= content.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes " + start + "-" + (content.length - 1) + "/" + content.length);
      exchange.sendResponseHeaders(206, content.length - start);
      exchange.getResponseBody().write(content, start, content.length - start);
      return;
    }
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
  }

  /** Announces all of {@code content}, sends {@code count} bytes of it and breaks off. */
  public static void truncate(HttpExchange exchange, byte[] content, String etag, int count)
      throws IOException {
    exchange.getResponseHeaders().set("ETag", etag);
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(Arrays.copyOf(content, count));
    exchange.getResponseBody().flush();
  }

  public static void status(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
  }

  public static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(302, -1);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
