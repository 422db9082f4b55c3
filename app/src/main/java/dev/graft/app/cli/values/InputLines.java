package dev.graft.app.cli.values;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Lines of standard input, as they come. A thread of its own reads them: reading cannot be
 * interrupted, waiting for a line can.
 */
public final class InputLines implements Iterator<String> {

  private static final int AHEAD = 1000;

  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>(AHEAD);
  private volatile IOException failure;
  private Optional<String> next;

  /** Begins to read {@code in} as UTF-8. */
  public InputLines(InputStream in) {
    var reader = new Thread(() -> read(in), "read names");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream in) {
    try {
      try {
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.put(Optional.of(line));
        }
      } catch (IOException e) {
        failure = e;
      }
      lines.put(Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = lines.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (CancellationException) new CancellationException("interrupted").initCause(e);
      }
      if (next.isEmpty() && failure != null) {
        throw new UncheckedIOException(failure);
      }
    }
    return next.isPresent();
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    String line = next.orElseThrow();
    next = null;
    return line;
  }
}
