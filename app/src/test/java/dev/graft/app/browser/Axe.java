package dev.graft.app.browser;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The accessibility checker that tests of pages ask. */
public final class Axe {

  private static final String FILE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  private Axe() {}

  /** Its source, which brings {@code axe} into a page. */
  public static String script() throws IOException {
    try (InputStream in = Axe.class.getResourceAsStream(FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
