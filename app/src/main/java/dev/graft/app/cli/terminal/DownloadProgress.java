package dev.graft.app.cli.terminal;

import dev.graft.backbone.fetch.Download;
import java.net.URI;

/** Shows a download: from where and how large, then how far it is. */
public final class DownloadProgress implements Download.Progress, AutoCloseable {

  private static final long MEGABYTE = 1_000_000;

  private final Console console;
  private final boolean announces;
  private Meter meter;

  private DownloadProgress(Console console, boolean announces) {
    this.console = console;
    this.announces = announces;
  }

  /** Says itself what is about to come. */
  public static DownloadProgress announced(Console console) {
    return new DownloadProgress(console, true);
  }

  /** For a download that was announced already. */
  public static DownloadProgress unannounced(Console console) {
    return new DownloadProgress(console, false);
  }

  @Override
  public void started(URI from, long total) {
    close();
    if (announces) {
      console.tell(
          total < 0
              ? "Downloading %s".formatted(from)
              : "Downloading %s (%,.1f MB)".formatted(from, total / (double) MEGABYTE));
    }
  }

  @Override
  public void received(long received, long total) {
    if (total < 0) {
      return;
    }
    if (meter == null) {
      meter = Meter.start(console, "Downloading", total / MEGABYTE, "MB");
    }
    meter.at(received / MEGABYTE);
  }

  @Override
  public void close() {
    if (meter != null) {
      meter.close();
      meter = null;
    }
  }
}
