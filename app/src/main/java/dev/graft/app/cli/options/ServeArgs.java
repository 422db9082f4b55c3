package dev.graft.app.cli.options;

import dev.graft.app.cli.values.ByteSize;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.http.Limits;
import dev.graft.app.http.ServeSettings;
import dev.graft.app.http.Token;
import dev.graft.train.cache.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a server listens, and what its clients may take. */
public final class ServeArgs {

  private static final Limits LIMITS = Limits.defaults();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "address to listen on; one that other machines reach needs a token (${DEFAULT-VALUE})")
  private String host = ServeSettings.defaults().host();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "port to listen on; 0: any that is free (${DEFAULT-VALUE})")
  private int port = ServeSettings.defaults().port();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "file that holds the secret clients must show, 16 characters or more")
  private Path tokenFile;

  @Option(
      names = "--max-body",
      paramLabel = "SIZE",
      description = "largest upload (${DEFAULT-VALUE})")
  private ByteSize maxBody = new ByteSize(LIMITS.bodyBytes());

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description = "largest picture, checked before it is decoded (${DEFAULT-VALUE})")
  private long maxPixels = LIMITS.pixels();

  @Option(
      names = "--max-waiting",
      paramLabel = "N",
      description = "pictures processed at once; more get 503 (${DEFAULT-VALUE})")
  private int maxWaiting = LIMITS.waiting();

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "connections open at once; others wait (${DEFAULT-VALUE})")
  private int maxConnections = LIMITS.connections();

  @Option(
      names = "--upload-time",
      paramLabel = "SECONDS",
      description = "for a request to arrive whole, then 408 (${DEFAULT-VALUE})")
  private long uploadTime = LIMITS.upload().toSeconds();

  @Option(
      names = "--answer-time",
      paramLabel = "SECONDS",
      description = "from then to its answer, then 504 (${DEFAULT-VALUE})")
  private long answerTime = LIMITS.answer().toSeconds();

  /** Settings, once the token's file was read. */
  public ServeSettings settings(Resources resources) {
    return UsageException.check(() -> new ServeSettings(host, port, token(), resources, limits()));
  }

  private Limits limits() {
    return new Limits(
        (int) Math.min(Integer.MAX_VALUE, maxBody.bytes()),
        maxPixels,
        maxWaiting,
        maxConnections,
        Math.max(LIMITS.uploadBytes(), maxBody.bytes()),
        Duration.ofSeconds(uploadTime),
        Duration.ofSeconds(answerTime));
  }

  private Optional<Token> token() {
    try {
      return tokenFile == null ? Optional.empty() : Optional.of(Token.read(tokenFile));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
