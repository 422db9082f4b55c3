package dev.graft.backbone.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One attempt to bring a part to its end. */
final class Transfer {

  private static final int MAX_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");

  private final HttpClient client;
  private final Download.Settings settings;
  private final URI from;
  private final PartialFile part;
  private final Download.Progress progress;
  private Optional<String> statedSha256 = Optional.empty();
  private boolean resumed;

  Transfer(
      HttpClient client,
      Download.Settings settings,
      URI from,
      PartialFile part,
      Download.Progress progress) {
    this.client = client;
    this.settings = settings;
    this.from = from;
    this.part = part;
    this.progress = progress;
  }

  /** The checksum that the server gave, if it gave one. */
  Optional<String> statedSha256() {
    return statedSha256;
  }

  /** Whether bytes of an earlier attempt were used. */
  boolean resumed() {
    return resumed;
  }

  void run() throws IOException, InterruptedException {
    Optional<String> validator = part.validator(from);
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = follow(validator);
    try (ResponseBody body = new ResponseBody()) {
      response.body().subscribe(body);
      int status = response.statusCode();
      HttpHeaders headers = response.headers();
      if (status == 206 && validator.isPresent()) {
        resume(headers, body);
      } else if (status == 200) {
        long total = headers.firstValueAsLong("Content-Length").orElse(-1);
        try (FileChannel out = part.restart(from, validatorOf(headers))) {
          receive(body, out, 0, total);
        }
      } else {
        if (status == 206 || status == 416) {
          part.discard(); // what is here does not fit what is there
        }
        boolean again = PASSING.contains(status) || (status == 416 && validator.isPresent());
        throw new DownloadException(from, status, again);
      }
    }
  }

  private void resume(HttpHeaders headers, ResponseBody body)
      throws IOException, InterruptedException {
    long have = part.size();
    Matcher range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    if (!range.matches() || !range.group(1).equals(Long.toString(have))) {
      part.discard();
      throw failure("the server resumes at another byte than asked for", true, null);
    }
    resumed = true;
    long total;
    try {
      total = Long.parseLong(range.group(3));
    } catch (NumberFormatException e) {
      throw failure("the server claims a size beyond any disk", false, e);
    }
    try (FileChannel out = part.append()) {
      receive(body, out, have, total);
    }
  }

  private void receive(ResponseBody body, FileChannel out, long have, long total)
      throws IOException, InterruptedException {
    progress.started(from, total);
    long received = have;
    progress.received(received, total);
    while (true) {
      List<ByteBuffer> bytes = nextBytes(body);
      if (bytes.isEmpty()) {
        break;
      }
      for (ByteBuffer buffer : bytes) {
        received += buffer.remaining();
      }
      if (total >= 0 && received > total) {
        part.discard();
        throw failure(
            "the server sends more than the %d bytes it announced".formatted(total), true, null);
      }
      part.write(out, bytes);
      progress.received(received, total);
    }
    if (total >= 0 && received != total) {
      throw failure(
          "the connection ended after %d of %d bytes".formatted(received, total), true, null);
    }
  }

  private List<ByteBuffer> nextBytes(ResponseBody body) throws IOException, InterruptedException {
    List<ByteBuffer> bytes;
    try {
      bytes = body.next(settings.stallTimeout());
    } catch (IOException e) {
      throw failure("the connection broke: " + e.getMessage(), true, e);
    }
    if (bytes == null) {
      throw failure(
          "the server sent nothing for " + settings.stallTimeout().toMillis() + " ms", true, null);
    }
    return bytes;
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> follow(Optional<String> validator)
      throws IOException, InterruptedException {
    URI at = from;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(at, validator);
      noteSha256(response.headers());
      if (!REDIRECTS.contains(response.statusCode())) {
        return response;
      }
      ResponseBody.discard(response.body());
      at = redirected(at, response.headers().firstValue("Location").orElse(""));
    }
    throw failure("more than " + MAX_REDIRECTS + " redirects", false, null);
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(URI at, Optional<String> validator)
      throws IOException, InterruptedException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(at)
              .timeout(settings.connectTimeout().plus(settings.connectTimeout()))
              .header("User-Agent", "graft")
              .header("Accept-Encoding", "identity");
      if (validator.isPresent()) {
        request.header("Range", "bytes=" + part.size() + "-").header("If-Range", validator.get());
      }
      return client.send(request.build(), HttpResponse.BodyHandlers.ofPublisher());
    } catch (IllegalArgumentException e) {
      throw failure("is no address to fetch from: " + e.getMessage(), false, e);
    } catch (HttpTimeoutException e) {
      throw failure(at.getHost() + " did not answer in time", true, e);
    } catch (ConnectException e) {
      throw failure("cannot connect to " + at.getHost() + " (is there a network?)", false, e);
    } catch (IOException e) {
      throw failure(
          "the connection to %s broke: %s".formatted(at.getHost(), e.getMessage()), true, e);
    }
  }

  /** Where {@code location} leads from {@code at}; never from HTTPS to plain HTTP. */
  URI redirected(URI at, String location) throws DownloadException {
    URI next;
    try {
      next = at.resolve(location);
    } catch (IllegalArgumentException e) {
      throw failure("redirects to \"" + location + "\", which is no address", false, e);
    }
    String scheme = String.valueOf(next.getScheme()).toLowerCase(Locale.ROOT);
    if (location.isEmpty() || next.getHost() == null || !scheme.matches("https?")) {
      throw failure("redirects to \"" + location + "\", which is no web address", false, null);
    }
    boolean loopback = Set.of("localhost", "127.0.0.1", "[::1]").contains(next.getHost());
    if ("https".equalsIgnoreCase(at.getScheme()) && scheme.equals("http") && !loopback) {
      throw failure("redirects from HTTPS to plain HTTP (" + next + ")", false, null);
    }
    return next;
  }

  /** The hub names its large files by their SHA-256, on the way to them or with them. */
  private void noteSha256(HttpHeaders headers) {
    Optional<String> direct =
        headers.firstValue("X-Repo-Commit").flatMap(commit -> headers.firstValue("ETag"));
    String tag = headers.firstValue("X-Linked-ETag").or(() -> direct).orElse("").replace("\"", "");
    if (tag.matches("[0-9a-fA-F]{64}")) {
      statedSha256 = Optional.of(tag);
    }
  }

  /** What identifies this version byte for byte: a strong ETag, else the date. */
  private static Optional<String> validatorOf(HttpHeaders headers) {
    return headers
        .firstValue("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> headers.firstValue("Last-Modified"));
  }

  private DownloadException failure(String problem, boolean again, Throwable cause) {
    return new DownloadException(from, problem, again, cause);
  }
}
