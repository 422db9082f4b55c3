package example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.train.Classifier;
import dev.graft.train.evaluation.Prediction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers an image with its label, on this machine alone:
 *
 * <pre>
 * java ... example.LabelServer runs/photos/model 8080
 * curl --data-binary @holiday/1.jpg http://localhost:8080/
 * </pre>
 *
 * <p>The classifier is loaded once, shared by all threads, and closed when none of them uses it any
 * more.
 */
public final class LabelServer implements AutoCloseable {

  private static final int MOST_BYTES = 20 << 20;

  private final Classifier classifier;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  /** Loads the model and begins to listen. */
  LabelServer(Path model, int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    classifier = Classifier.load(model);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] encoded = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
      if (encoded.length > MOST_BYTES) {
        send(exchange, 413, "the image has more than %,d bytes".formatted(MOST_BYTES));
        return;
      }
      try {
        Prediction prediction = classifier.predict(encoded);
        send(
            exchange,
            200,
            String.format(
                Locale.ROOT, "%s %.3f", prediction.className(), prediction.probability()));
      } catch (UnreadableImageException e) {
        send(exchange, 400, e.getMessage());
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Finishes what was begun; only then does the classifier's native memory go. */
  @Override
  public void close() {
    server.stop(5);
    threads.shutdown();
    classifier.close();
  }

  /** {@code MODEL PORT}. */
  public static void main(String[] args) throws IOException {
    var server = new LabelServer(Path.of(args[0]), Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
  }
}
