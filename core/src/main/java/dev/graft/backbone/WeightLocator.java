package dev.graft.backbone;

import dev.graft.backbone.fetch.CacheFolders;
import dev.graft.backbone.fetch.Download;
import dev.graft.backbone.fetch.HubReference;
import dev.graft.files.Digest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds weights: what the user names; what comes with Graft; Graft's cache; PyTorch's and the
 * Hugging Face hub's caches; then, unless offline, a download into Graft's cache.
 *
 * <p>The environment decides the folders ({@code GRAFT_HOME}, {@code TORCH_HOME}, {@code HF_HOME},
 * {@code HF_HUB_CACHE}, {@code XDG_CACHE_HOME}), the sources ({@code HF_ENDPOINT}, {@code
 * GRAFT_WEIGHTS_MIRROR}: an address that serves torchvision's files under their own names) and
 * whether the network may be used ({@code HF_HUB_OFFLINE}). A revision such as {@code main} is
 * fetched from the hub once and then kept.
 */
public final class WeightLocator {

  private final Map<String, String> environment;
  private final CacheFolders caches;
  private final boolean offline;
  private final Download download;
  private final Download.Progress progress;

  WeightLocator(
      Map<String, String> environment,
      CacheFolders caches,
      boolean offline,
      Download download,
      Download.Progress progress) {
    this.environment = Map.copyOf(environment);
    this.caches = caches;
    this.offline = offline || isTrue("HF_HUB_OFFLINE") || isTrue("TRANSFORMERS_OFFLINE");
    this.download = download;
    this.progress = progress;
  }

  /** A locator for this user; {@code environment} is usually {@code System.getenv()}. */
  public static WeightLocator create(
      Map<String, String> environment, boolean offline, Download.Progress progress) {
    CacheFolders caches =
        new CacheFolders(
            environment, System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    Download download = new Download(environment, Download.Settings.defaults());
    return new WeightLocator(environment, caches, offline, download, progress);
  }

  /** Where downloaded weights are kept, and where a user may put them. */
  public Path folder() {
    return caches.graft().resolve("weights");
  }

  /**
   * Weights for {@code architecture} that are on this machine already; never uses the network and
   * does not open the file.
   *
   * @param requested as for {@link #locate}
   */
  public Optional<WeightOrigin> find(Architecture architecture, Optional<String> requested) {
    return find(wanted(architecture, requested));
  }

  /**
   * Weights for {@code architecture}, fetched if need be.
   *
   * @param requested a file, {@code FILE#KEY} for a part of a checkpoint, {@code
   *     hf:OWNER/NAME[@REVISION][:FILE]} or a tag of the architecture's published weights such as
   *     {@code imagenet1k_v2}; empty: its default
   * @throws IllegalArgumentException if {@code requested} is none of these
   * @throws IOException if a published file is found whose checksum is wrong
   * @throws MissingWeightsException if they are not here and cannot be fetched: says which file to
   *     bring and where to put it
   */
  public WeightOrigin locate(Architecture architecture, Optional<String> requested)
      throws IOException {
    Wanted wanted = wanted(architecture, requested);
    Optional<WeightOrigin> found = find(wanted);
    if (found.isPresent()) {
      Optional<PublishedWeights> shipped = wanted.shipped();
      if (shipped.isPresent()) {
        ShippedWeights.unpack(shipped.get(), wanted.target());
      }
      check(found.get());
      return found.get();
    }
    if (offline) {
      throw missing(wanted, "and Graft is offline (--offline or HF_HUB_OFFLINE)", null);
    }
    try {
      download.fetch(wanted.location(), wanted.target(), wanted.sha256(), progress);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw missing(wanted, "and fetching it failed: " + e.getMessage(), e);
    }
    return wanted.origin(wanted.target(), "fetched from " + wanted.location());
  }

  /**
   * What was asked for. Either {@code file} is the user's own, or {@code target} is where it would
   * be kept and {@code location} where it is fetched from.
   */
  private record Wanted(
      Optional<Path> file,
      Optional<String> key,
      Optional<PublishedWeights> published,
      Optional<HubReference> hub,
      Path target,
      URI location) {

    Optional<String> sha256() {
      // The hub states the checksum of its own file; the published one is torchvision's.
      return hub.isPresent() ? Optional.empty() : published.map(PublishedWeights::sha256Prefix);
    }

    /** Those that come with Graft, if they are meant and not a file of the user's. */
    Optional<PublishedWeights> shipped() {
      return file.isPresent() ? Optional.empty() : published.filter(PublishedWeights::isShipped);
    }

    WeightOrigin origin(Path at, String description) {
      String licence = published.map(PublishedWeights::licence).orElse("unknown");
      return new WeightOrigin(at, key, description, licence, published);
    }
  }

  private Wanted wanted(Architecture architecture, Optional<String> requested) {
    List<PublishedWeights> known = architecture.weights();
    if (requested.isEmpty()) {
      if (known.isEmpty()) {
        throw new IllegalArgumentException(
            "no published weights are known for \"%s\"; give --weights FILE or hf:OWNER/NAME"
                .formatted(architecture.id()));
      }
      return wanted(known.get(0));
    }
    String request = requested.get();
    if (request.startsWith("hf:")) {
      return wanted(HubReference.parse(request), known);
    }
    for (PublishedWeights weights : known) {
      if (weights.tag().equals(request.toLowerCase(Locale.ROOT))) {
        return wanted(weights);
      }
    }
    int hash = request.lastIndexOf('#');
    Optional<Path> whole = existing(request);
    Optional<Path> ofPart = hash < 0 ? Optional.empty() : existing(request.substring(0, hash));
    if (whole.isEmpty() && ofPart.isPresent()) {
      return ofFile(ofPart.get(), Optional.of(request.substring(hash + 1)), known);
    }
    return ofFile(whole.orElseThrow(() -> nothing(request, known)), Optional.empty(), known);
  }

  private static Wanted ofFile(Path file, Optional<String> key, List<PublishedWeights> known) {
    Optional<PublishedWeights> published =
        known.stream().filter(w -> file.getFileName().toString().equals(w.fileName())).findFirst();
    return new Wanted(Optional.of(file), key, published, Optional.empty(), file, file.toUri());
  }

  private static Optional<Path> existing(String request) {
    try {
      return Optional.of(Path.of(request)).filter(Files::isRegularFile);
    } catch (InvalidPathException e) {
      return Optional.empty(); // it names no file
    }
  }

  private static IllegalArgumentException nothing(String request, List<PublishedWeights> known) {
    return new IllegalArgumentException(
        "weights \"%s\": %s; give a file, hf:OWNER/NAME or one of %s"
            .formatted(
                request,
                isFolder(request) ? "a folder, not a file" : "no such file",
                known.stream().map(PublishedWeights::tag).toList()));
  }

  private static boolean isFolder(String request) {
    try {
      return Files.isDirectory(Path.of(request));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private Wanted wanted(PublishedWeights weights) {
    String mirror = environment.getOrDefault("GRAFT_WEIGHTS_MIRROR", "");
    URI location =
        mirror.isBlank()
            ? weights.location()
            : URI.create(mirror.replaceAll("/+$", "") + "/" + weights.fileName());
    return new Wanted(
        Optional.empty(),
        Optional.empty(),
        Optional.of(weights),
        Optional.empty(),
        folder().resolve(weights.fileName()),
        location);
  }

  private Wanted wanted(HubReference hub, List<PublishedWeights> known) {
    Optional<PublishedWeights> published =
        known.stream()
            .filter(w -> w.hubRepository().equals(Optional.of(hub.repository())))
            .findFirst();
    Path target =
        folder()
            .resolve("hf")
            .resolve(hub.owner() + "--" + hub.name())
            .resolve(hub.revision())
            .resolve(hub.file());
    String endpoint = environment.getOrDefault("HF_ENDPOINT", "");
    URI location = hub.location(endpoint.isBlank() ? "https://huggingface.co" : endpoint);
    return new Wanted(
        Optional.empty(), Optional.empty(), published, Optional.of(hub), target, location);
  }

  private Optional<WeightOrigin> find(Wanted wanted) {
    if (wanted.file().isPresent()) {
      return Optional.of(wanted.origin(wanted.file().get(), "file " + wanted.file().get()));
    }
    if (wanted.shipped().isPresent()) {
      return Optional.of(wanted.origin(wanted.target(), "comes with Graft"));
    }
    if (Files.isRegularFile(wanted.target())) {
      return Optional.of(
          wanted.origin(wanted.target(), "Graft's cache, from " + wanted.location()));
    }
    if (wanted.hub().isPresent()) {
      return inHub(wanted, wanted.hub().get());
    }
    PublishedWeights weights = wanted.published().orElseThrow();
    Path torch = caches.torchCheckpoints().resolve(weights.fileName());
    if (Files.isRegularFile(torch)) {
      return Optional.of(wanted.origin(torch, "PyTorch's cache, " + weights.fileName()));
    }
    return weights.hubRepository().flatMap(r -> inHub(wanted, HubReference.ofRepository(r)));
  }

  private Optional<WeightOrigin> inHub(Wanted wanted, HubReference reference) {
    return caches
        .hubFile(reference)
        .map(file -> wanted.origin(file, "Hugging Face cache, " + reference));
  }

  /** Torchvision's files carry the beginning of their checksum in their name. */
  private static void check(WeightOrigin origin) throws IOException {
    if (origin.published().isEmpty()) {
      return;
    }
    PublishedWeights weights = origin.published().get();
    Path file = origin.file();
    if (!file.getFileName().toString().equals(weights.fileName())) {
      return; // the same weights in another container
    }
    String actual = Digest.interruptibleSha256(file);
    if (!actual.startsWith(weights.sha256Prefix())) {
      throw new IOException(
          "%s is damaged: its SHA-256 is %s, it should begin with %s; delete it and try again"
              .formatted(file, actual, weights.sha256Prefix()));
    }
  }

  private static MissingWeightsException missing(Wanted wanted, String why, Throwable cause) {
    String name = wanted.target().getFileName().toString();
    String checksum =
        wanted.sha256().map(digits -> " (its SHA-256 begins with " + digits + ")").orElse("");
    return new MissingWeightsException(
        ("%s is not on this machine, %s. Bring %s%s and put it into %s, name it with --weights FILE,"
                + " or try the small one that comes with Graft: --backbone resnet18_slim")
            .formatted(name, why, wanted.location(), checksum, wanted.target().getParent()),
        cause);
  }

  private boolean isTrue(String variable) {
    String value = environment.getOrDefault(variable, "").toLowerCase(Locale.ROOT);
    return List.of("1", "true", "yes", "on").contains(value);
  }
}
