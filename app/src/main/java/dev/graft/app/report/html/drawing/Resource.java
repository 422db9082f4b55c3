package dev.graft.app.report.html.drawing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Style and script, which lie beside the classes. */
public final class Resource {

  private Resource() {}

  public static String text(String name) {
    try (var stream = Resource.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
