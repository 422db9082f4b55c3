package dev.graft.app.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.app.http.Metrics;
import dev.graft.app.http.Problem;
import dev.graft.app.http.Replies;
import dev.graft.app.http.Reply;
import dev.graft.app.http.Route;
import dev.graft.app.http.Routes;
import dev.graft.app.http.ServeSettings;
import dev.graft.app.http.SlowConnections;
import dev.graft.data.image.Image;
import dev.graft.data.image.Region;
import dev.graft.train.LivePredictor;
import dev.graft.train.Neighbours;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves classifiers by HTTP until it is closed: a page for people, an API for programs. It
 * prepares networks of its own; the models' neighbours are borrowed and must stay open.
 */
public final class PredictionServer implements AutoCloseable {

  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final int THREADS = 8;
  private static final int IDLE_MILLIS = 30_000;
  private static final int HEADER_BYTES = 8192;

  private final ServeSettings settings;
  private final Metrics metrics = new Metrics();
  private final Turns turns = new Turns();
  private final List<Batcher> models = new ArrayList<>();
  private final Optional<Gallery> gallery;
  private final Predictions predictions;
  private final Server server;
  private final ServerConnector connector;
  private final Map<String, Route> api;

  private PredictionServer(
      ServeSettings settings,
      List<ServedModel> served,
      Optional<Gallery> gallery,
      LongSupplier clock,
      Consumer<Throwable> unexpected) {
    this.settings = settings;
    this.gallery = gallery;
    for (ServedModel model : served) {
      var predictor =
          new LivePredictor(
              model.classifier(), settings.resources(), Batcher.MOST, model.neighbours());
      models.add(new Batcher(model, predictor, turns, metrics));
    }
    this.predictions =
        new Predictions(
            models, gallery, settings.resources().loaderThreads(), settings.limits(), metrics);
    this.server = new Server(new QueuedThreadPool(THREADS, THREADS));
    this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(settings.limits().connections(), connector));
    server.setErrorHandler(new Replies());
    this.api = api();
    var routes = new Routes(routes(), settings, metrics, unexpected);
    var slow = new SlowConnections(routes, settings.limits(), server.getScheduler(), clock);
    connector.addEventListener(slow);
    metrics.gauge("graft_connections", "Connections open now.", slow::count);
    server.setHandler(new GracefulHandler(slow));
    server.setStopTimeout(settings.limits().toEnd().toMillis());
  }

  /**
   * Prepares the networks, computes once with each, and begins to listen.
   *
   * @param unexpected is told of what no client should ever cause
   * @throws IOException if the address cannot be had
   */
  public static PredictionServer start(
      ServeSettings settings, List<ServedModel> models, Consumer<Throwable> unexpected)
      throws IOException {
    return start(settings, models, Optional.empty(), unexpected);
  }

  /** The same with the images that the models' neighbours are of. */
  public static PredictionServer start(
      ServeSettings settings,
      List<ServedModel> models,
      Optional<Gallery> gallery,
      Consumer<Throwable> unexpected)
      throws IOException {
    return start(settings, models, gallery, System::nanoTime, unexpected);
  }

  /** The same by another clock of nanoseconds, as far as it concerns slow connections. */
  static PredictionServer start(
      ServeSettings settings,
      List<ServedModel> models,
      Optional<Gallery> gallery,
      LongSupplier clock,
      Consumer<Throwable> unexpected)
      throws IOException {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("there is no model to serve");
    }
    if (models.stream().map(ServedModel::name).distinct().count() < models.size()) {
      throw new IllegalArgumentException("two models have one name: give them others");
    }
    Optional<Integer> images = gallery.map(Gallery::size);
    if (!models.stream()
        .allMatch(model -> model.neighbours().map(Neighbours::size).equals(images))) {
      throw new IllegalArgumentException("the models' neighbours are of other images");
    }
    var server = new PredictionServer(settings, models, gallery, clock, unexpected);
    try {
      server.models.forEach(PredictionServer::warmUp);
      server.server.start();
      return server;
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "cannot listen on %s, port %d: %s".formatted(settings.host(), settings.port(), reason(e)),
          e);
    } catch (Exception e) {
      server.close();
      throw new IllegalStateException("the server does not start: " + e.getMessage(), e);
    }
  }

  private static String reason(IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  /** The first pass makes what later ones find made. */
  private static void warmUp(Batcher model) {
    int side = model.model().classifier().preprocessing().inputSize();
    var blank = new Image(side, side, new byte[3 * side * side]);
    var picture = new LivePredictor.Prepared(blank, side, side, new Region(0, 0, 1, 1));
    model.ask(new LivePredictor.Question(picture, 1, model.hasNeighbours() ? 1 : 0)).join();
  }

  private static HttpConfiguration http() {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setHttpCompliance(HttpCompliance.RFC9110);
    return http;
  }

  private Map<String, Route> routes() {
    var routes = new HashMap<>(api);
    new Assets().files().forEach((path, file) -> routes.put(path, Route.get(true, () -> file)));
    return routes;
  }

  private Map<String, Route> api() {
    var routes = new HashMap<String, Route>();
    Reply described = Reply.json(description());
    routes.put("/v1/models", Route.get(false, () -> described));
    routes.put("/v1/predict", Route.post(predictions::answer));
    routes.put(Thumbnails.PATH, new Thumbnails(gallery).route());
    routes.put("/healthz", Route.get(true, () -> Reply.text(200, PLAIN, "alive\n")));
    routes.put("/readyz", Route.get(true, this::readiness));
    routes.put(
        "/metrics", Route.get(false, () -> Reply.text(200, Metrics.CONTENT_TYPE, metrics.text())));
    return routes;
  }

  private Reply readiness() {
    return server.isStarted() ? Reply.text(200, PLAIN, "ready\n") : Reply.of(Problem.ofStatus(503));
  }

  private ObjectNode description() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode all = node.putArray("models");
    for (Batcher each : models) {
      ObjectNode model = all.addObject().put("name", each.model().name());
      var classifier = each.model().classifier();
      model.put("architecture", classifier.architecture().id());
      model.put("input_size", classifier.preprocessing().inputSize());
      model.put("preprocessing", classifier.preprocessing().describe());
      model.put("heatmaps", each.hasHeatMaps());
      ArrayNode classes = model.putArray("classes");
      classifier.classNames().forEach(classes::add);
    }
    node.put("neighbours", gallery.map(Gallery::size).orElse(0));
    node.putObject("limits")
        .put("body_bytes", settings.limits().bodyBytes())
        .put("pixels", settings.limits().pixels());
    return node;
  }

  /** Where it is found, with the port it was given. */
  public URI address() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return URI.create("http://" + host + ":" + connector.getLocalPort());
  }

  /** Paths for programs, which {@code openapi.json} describes. */
  Set<String> apiPaths() {
    return api.keySet();
  }

  /** Requests that were answered so far. */
  public long answered() {
    return metrics.answered();
  }

  /** Takes nothing new, finishes what it took, and lets the networks go. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted(); // finishing must not be cut short
    try {
      server.stop();
    } catch (Exception e) {
      // What did not finish in time was ended; there is nobody left to tell.
      interrupted |= e instanceof InterruptedException;
    }
    models.forEach(Batcher::close);
    turns.close();
    predictions.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
