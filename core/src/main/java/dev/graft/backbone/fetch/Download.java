package dev.graft.backbone.fetch;

import dev.graft.files.Digest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fetches a file over HTTP so that the target is either whole and checked or absent.
 *
 * <p>What has arrived is kept in {@code TARGET.part}; an interrupted fetch goes on there, if the
 * server says that its file is still the same. Short-lived trouble (a broken connection, silence,
 * status 429 or 5xx) is tried again, also from there. Proxies are taken from Java's system
 * properties, else from {@code http_proxy}, {@code https_proxy} and {@code no_proxy}. Safe for use
 * by several threads and processes.
 */
public final class Download {

  /** Told how a download goes, on the downloading thread. */
  @FunctionalInterface
  public interface Progress {

    /** {@code received} bytes of {@code total} are here; {@code total} is -1 while unknown. */
    void received(long received, long total);

    /** Bytes are about to come from {@code from}; {@code total} as above. Once per attempt. */
    default void started(URI from, long total) {}
  }

  /**
   * How patient to be.
   *
   * @param connectTimeout for a connection and, apart from it, for the response to begin
   * @param stallTimeout longest silence in the middle of a body
   * @param attempts in all, at least 1
   * @param retryPause before the second attempt; doubles each time, at most 30 times itself
   */
  public record Settings(
      Duration connectTimeout, Duration stallTimeout, int attempts, Duration retryPause) {

    public Settings {
      if (attempts < 1) {
        throw new IllegalArgumentException("at least 1 attempt, got " + attempts);
      }
      Objects.requireNonNull(connectTimeout, "connectTimeout");
      Objects.requireNonNull(stallTimeout, "stallTimeout");
      Objects.requireNonNull(retryPause, "retryPause");
    }

    /** 20 s to connect, 30 s of silence, 5 attempts, 1 s before the second. */
    public static Settings defaults() {
      return new Settings(Duration.ofSeconds(20), Duration.ofSeconds(30), 5, Duration.ofSeconds(1));
    }
  }

  /** Of the whole process, as its file locks are: see {@link PartialFile#open}. */
  private static final Set<Path> UNDER_WAY = ConcurrentHashMap.newKeySet();

  private final Map<String, String> environment;
  private final Settings settings;

  /** {@code environment} is looked at for proxies only; usually {@code System.getenv()}. */
  public Download(Map<String, String> environment, Settings settings) {
    this.environment = Map.copyOf(environment);
    this.settings = settings;
  }

  /**
   * Fetches {@code from} to {@code target}, replacing it.
   *
   * @param sha256 all 64 hexadecimal digits of the expected checksum or the first 8 or more; empty:
   *     the one that the server states ({@code X-Linked-ETag} of the Hugging Face hub), if any
   * @throws DownloadException if it cannot be fetched or is not what was expected
   * @throws InterruptedIOException if the thread is interrupted; its flag stays set
   */
  public void fetch(URI from, Path target, Optional<String> sha256, Progress progress)
      throws IOException {
    sha256.ifPresent(Download::checkDigits);
    Path file = target.toAbsolutePath().normalize();
    boolean alone = UNDER_WAY.add(file);
    try (PartialFile part = alone ? PartialFile.open(file) : PartialFile.apart(file)) {
      HttpClient client = client();
      long pause = settings.retryPause().toMillis();
      for (int attempt = 1; ; attempt++) {
        try {
          Transfer transfer = new Transfer(client, settings, from, part, progress);
          transfer.run();
          verify(from, part, sha256.or(transfer::statedSha256), transfer.resumed());
          part.publish();
          return;
        } catch (DownloadException e) {
          if (!e.worthRetrying() || attempt == settings.attempts()) {
            throw e;
          }
        }
        Thread.sleep(pause);
        pause = Math.min(2 * pause, 30 * settings.retryPause().toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while fetching " + from);
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      if (alone) {
        UNDER_WAY.remove(file);
      }
    }
  }

  /** Made when something is fetched: it sets up TLS, which takes a third of a second. */
  private HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER) // they are followed and judged here
        .connectTimeout(settings.connectTimeout())
        .proxy(new Proxies(environment))
        .build();
  }

  private static void checkDigits(String sha256) {
    if (!sha256.matches("[0-9a-fA-F]{8,64}")) {
      throw new IllegalArgumentException(
          "a SHA-256 is given by 8 to 64 hexadecimal digits, got " + sha256);
    }
  }

  private static void verify(URI from, PartialFile part, Optional<String> expected, boolean resumed)
      throws IOException {
    if (expected.isEmpty()) {
      return;
    }
    String actual = Digest.interruptibleSha256(part.path());
    String digits = expected.get().toLowerCase(Locale.ROOT);
    if (!actual.startsWith(digits)) {
      part.discard();
      // A part from an earlier day may be to blame; a whole fresh file that differs will again.
      throw new DownloadException(
          from,
          "the file fetched is not the one expected: its SHA-256 is %s, not %s%s; it was deleted"
              .formatted(actual, digits, digits.length() < 64 ? "..." : ""),
          resumed,
          null);
    }
  }
}
