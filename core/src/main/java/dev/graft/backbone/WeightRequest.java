package dev.graft.backbone;

import dev.graft.backbone.fetch.HubReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked for. Either {@code file} is the user's own, or {@code target} is where it would be
 * kept and {@code location} where it is fetched from.
 *
 * @param folder that was named, with the file in it
 */
record WeightRequest(
    Optional<Path> file,
    Optional<Path> folder,
    Optional<String> key,
    Optional<PublishedWeights> published,
    Optional<HubReference> hub,
    Path target,
    URI location) {

  /** Where weights are kept, and the environment that says where they are fetched from. */
  record Places(Path weights, Map<String, String> environment) {

    private String variable(String name, String usual) {
      String value = environment.getOrDefault(name, "");
      return value.isBlank() ? usual : value;
    }

    URI ofHub(HubReference reference) {
      return reference.location(variable("HF_ENDPOINT", HubReference.HUB));
    }

    private URI of(PublishedWeights weights) {
      String mirror = variable("GRAFT_WEIGHTS_MIRROR", "");
      return mirror.isEmpty()
          ? weights.location()
          : URI.create(mirror.replaceAll("/+$", "") + "/" + weights.fileName());
    }
  }

  /**
   * Reads what a user wrote.
   *
   * @throws IllegalArgumentException if it names no weights
   */
  static WeightRequest of(Architecture architecture, Optional<String> requested, Places places) {
    List<PublishedWeights> known = architecture.weights();
    if (requested.isEmpty()) {
      return ofPublished(standard(architecture), places);
    }
    String request = requested.get();
    if (request.startsWith("hf:")) {
      return ofHub(HubReference.parse(request), known, places);
    }
    for (PublishedWeights weights : known) {
      if (weights.tag().equals(request.toLowerCase(Locale.ROOT))) {
        return ofPublished(weights, places);
      }
    }
    int hash = request.lastIndexOf('#');
    Optional<Path> whole = existing(request);
    Optional<Path> ofPart = hash < 0 ? Optional.empty() : existing(request.substring(0, hash));
    if (whole.isEmpty() && ofPart.isPresent()) {
      return ofPath(ofPart.get(), Optional.of(request.substring(hash + 1)), known);
    }
    return ofPath(whole.orElseThrow(() -> nothing(request, known)), Optional.empty(), known);
  }

  /** The first whose licence lets everybody use them. */
  private static PublishedWeights standard(Architecture architecture) {
    List<PublishedWeights> known = architecture.weights();
    if (known.isEmpty()) {
      throw new IllegalArgumentException(
          "no published weights are known for \"%s\"; give --weights FILE or hf:OWNER/NAME, or --backbone NAME.TAG as on timm's hub"
              .formatted(architecture));
    }
    return architecture.defaultWeights().orElseThrow(() -> restricted(architecture, known.get(0)));
  }

  private static IllegalArgumentException restricted(
      Architecture architecture, PublishedWeights first) {
    return new IllegalArgumentException(
        "%s has no weights for every use: %s is under %s (%s). If that suits you, name it: --backbone %s.%s"
            .formatted(
                architecture,
                first.tag(),
                first.licence(),
                first.commercialUse().words(),
                architecture,
                first.tag()));
  }

  private static WeightRequest ofPath(
      Path path, Optional<String> key, List<PublishedWeights> known) {
    if (Files.isDirectory(path)) {
      Path file =
          ModelFolder.weights(path)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "weights \"%s\": a folder without weights; it should have one of %s"
                              .formatted(path, ModelFolder.names())));
      return own(file, Optional.of(path), key, Optional.empty());
    }
    String name = path.getFileName().toString();
    Optional<PublishedWeights> published =
        known.stream().filter(w -> name.equals(w.fileName())).findFirst();
    return own(path, Optional.empty(), key, published);
  }

  private static WeightRequest own(
      Path file,
      Optional<Path> folder,
      Optional<String> key,
      Optional<PublishedWeights> published) {
    return new WeightRequest(
        Optional.of(file), folder, key, published, Optional.empty(), file, file.toUri());
  }

  private static Optional<Path> existing(String request) {
    try {
      return Optional.of(Path.of(request)).filter(Files::exists);
    } catch (InvalidPathException e) {
      return Optional.empty(); // it names no file
    }
  }

  private static IllegalArgumentException nothing(String request, List<PublishedWeights> known) {
    return new IllegalArgumentException(
        "weights \"%s\": no such file; give a file, a folder, hf:OWNER/NAME or one of %s"
            .formatted(request, known.stream().map(PublishedWeights::tag).toList()));
  }

  private static WeightRequest ofPublished(PublishedWeights weights, Places places) {
    if (weights.isOfHub()) {
      HubReference hub = HubReference.ofRepository(weights.hubRepository().orElseThrow());
      return ofHub(hub, List.of(weights), places);
    }
    return new WeightRequest(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(weights),
        Optional.empty(),
        places.weights().resolve(weights.fileName()),
        places.of(weights));
  }

  private static WeightRequest ofHub(
      HubReference hub, List<PublishedWeights> known, Places places) {
    Optional<PublishedWeights> published =
        known.stream()
            .filter(w -> w.hubRepository().equals(Optional.of(hub.repository())))
            .findFirst();
    Path target =
        places
            .weights()
            .resolve("hf")
            .resolve(hub.owner() + "--" + hub.name())
            .resolve(hub.revision())
            .resolve(hub.file());
    return new WeightRequest(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        published,
        Optional.of(hub),
        target,
        places.ofHub(hub));
  }

  /** What its SHA-256 begins with; the hub states that of its own files itself. */
  Optional<String> sha256() {
    return hub.isPresent() ? Optional.empty() : published.flatMap(PublishedWeights::sha256Prefix);
  }

  /** Those that come with Graft, if they are meant and not a file of the user's. */
  Optional<PublishedWeights> shipped() {
    return file.isPresent() ? Optional.empty() : published.filter(PublishedWeights::isShipped);
  }

  /** That weights were found at {@code at}. */
  WeightOrigin origin(Path at, String description) {
    String unknown =
        hub.map(h -> "unknown (see " + HubReference.HUB + "/" + h.repository() + ")")
            .orElse("unknown");
    String licence = published.map(PublishedWeights::licence).orElse(unknown);
    String note = lacksConfiguration(at) ? ", without its config.json" : "";
    Optional<Path> beside = hub.isPresent() ? Optional.of(configuration(at)) : folder;
    return new WeightOrigin(at, key, description + note, licence, published, beside);
  }

  /** Other programs fetch weights alone: their configuration is then kept where they would be. */
  private Path configuration(Path at) {
    return Configuration.isIn(at.getParent()) ? at.getParent() : target.getParent();
  }

  /** Whether nothing says how images are prepared for weights of the hub that were found. */
  boolean lacksConfiguration(Path at) {
    return hub.isPresent() && published.isEmpty() && !Configuration.isIn(configuration(at));
  }
}
