package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A watched command line that runs in a thread of this process. */
public final class Running implements AutoCloseable {

  private static final Pattern ADDRESS =
      Pattern.compile("Watching at (http://127\\.0\\.0\\.1:\\d+/)\\R");
  private static final int PATIENCE_MILLIS = 120_000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicInteger code = new AtomicInteger(-1);
  private final Thread command;

  public Running(Path home, String... args) {
    var console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Screen.none(),
            Map.of("GRAFT_HOME", home.toString(), "HOME", "/dev/null/none"));
    command = new Thread(() -> code.set(Main.execute(console, args)), "command");
    command.start();
  }

  /** Where the page is, once that was said. */
  public URI address() throws InterruptedException, IOException {
    Matcher said = ADDRESS.matcher(err());
    while (!said.find()) {
      assertThat(command.isAlive()).as(err()).isTrue();
      Thread.sleep(20);
      said = ADDRESS.matcher(err());
    }
    return URI.create(said.group(1));
  }

  public boolean isAlive() {
    return command.isAlive();
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Its exit code, once it ended by itself. */
  public int code() throws InterruptedException {
    command.join(PATIENCE_MILLIS);
    assertThat(command.isAlive()).as("it still runs: %s", err()).isFalse();
    return code.get();
  }

  /** Ctrl-C. */
  public void interrupt() {
    command.interrupt();
  }

  @Override
  public void close() throws InterruptedException {
    while (command.isAlive()) {
      command.interrupt();
      command.join(50);
    }
  }
}
