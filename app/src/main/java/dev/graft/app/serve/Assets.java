package dev.graft.app.serve;

import dev.graft.app.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The page's files and the API's description: few, fixed, read from the jar once. */
public final class Assets {

  private static final String JSON = "application/json";

  private final Map<String, Reply> files = new HashMap<>();

  public Assets() {
    add("/", "page/index.html", "text/html; charset=utf-8");
    add("/app.css", "page/app.css", "text/css; charset=utf-8");
    add("/app.js", "page/app.js", "text/javascript; charset=utf-8");
    add("/overlay.js", "page/overlay.js", "text/javascript; charset=utf-8");
    add("/icon.svg", "page/icon.svg", "image/svg+xml");
    add("/openapi.json", "openapi.json", JSON);
  }

  private void add(String path, String resource, String contentType) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + resource);
      }
      var body = ByteBuffer.wrap(in.readAllBytes());
      files.put(path, new Reply(200, contentType, Map.of("Cache-Control", "no-cache"), body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By their paths. */
  public Map<String, Reply> files() {
    return files;
  }
}
