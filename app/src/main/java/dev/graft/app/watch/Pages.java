package dev.graft.app.watch;

import dev.graft.app.report.html.Report;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers browsers: the page, what it loads, its streams, and what its buttons ask for. */
final class Pages extends Handler.Abstract {

  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String ICON = "image/svg+xml";
  private static final String OPEN = "/open.js";

  private final Gate gate = new Gate();
  private final Board board;
  private final Control control;
  private final Streams streams;
  private final Runnable begun;
  private final Map<String, Reply> files = new HashMap<>();
  private final Reply page;

  /** {@code begun} is called after a stream was added. */
  Pages(Board board, Control control, Streams streams, Runnable begun) {
    this.board = board;
    this.control = control;
    this.streams = streams;
    this.begun = begun;
    this.page = Reply.of(HTML, resource("page/index.html").replace("TOKEN", gate.token()));
    String icon = resource("/dev/graft/app/serve/page/icon.svg");
    files.put("/look.css", Reply.of("text/css; charset=utf-8", Report.style()));
    files.put("/live.css", Reply.of("text/css; charset=utf-8", resource("page/live.css")));
    files.put("/live.js", Reply.of(SCRIPT, resource("page/live.js")));
    files.put(OPEN, Reply.of(SCRIPT, resource("page/open.js")));
    files.put("/icon.svg", Reply.of(ICON, icon));
    files.put("/favicon.ico", Reply.of(ICON, icon)); // what browsers ask a report for
  }

  private static String resource(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Optional<Reply> refusal = gate.refusal(request);
    String path = String.valueOf(request.getHttpURI().getCanonicalPath());
    if (refusal.isPresent()) {
      refusal.get().write(response, callback);
    } else if (request.getMethod().equals("POST")) {
      asked(path).write(response, callback);
    } else if (!request.getMethod().equals("GET")) {
      Reply.text(405, "it takes GET").write(response, callback);
    } else if (path.equals("/events") || path.equals("/open")) {
      stream(path.equals("/events"), response, callback);
    } else {
      shown(path).write(response, callback);
    }
    return true;
  }

  private Reply asked(String path) {
    return switch (path) {
      case "/stop" -> control.stop() ? accepted() : Reply.text(409, "there is nothing to stop");
      case "/resume" ->
          control.resume() ? accepted() : Reply.text(409, "it cannot go on from here");
      default -> Reply.text(404, "there is no such page");
    };
  }

  private static Reply accepted() {
    return Reply.text(202, "it was told");
  }

  private Reply shown(String path) {
    return switch (path) {
      case "/" -> control.state() == Control.State.DONE ? report().orElse(page) : page;
      case "/report" -> report().orElse(Reply.text(404, "no run is done yet"));
      case "/state" -> Reply.of("application/json", board.all(System.nanoTime()).toString());
      default -> files.getOrDefault(path, Reply.text(404, "there is no such page"));
    };
  }

  private Optional<Reply> report() {
    Optional<Path> file = board.report();
    try {
      return file.isEmpty()
          ? Optional.empty()
          : Optional.of(Reply.report(Report.served(Files.readString(file.get()), OPEN)));
    } catch (IOException e) {
      return Optional.empty(); // it was taken away
    }
  }

  private void stream(boolean isFull, Response response, Callback callback) {
    Reply.streams(response);
    boolean added = streams.add(closed -> new EventStream(response, callback, isFull, closed));
    if (added) {
      begun.run();
    } else {
      Reply.text(503, "too many pages are open").write(response, callback);
    }
  }
}
