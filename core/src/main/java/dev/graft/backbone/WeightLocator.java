package dev.graft.backbone;

import dev.graft.backbone.fetch.CacheFolders;
import dev.graft.backbone.fetch.Download;
import dev.graft.backbone.fetch.DownloadException;
import dev.graft.backbone.fetch.HubReference;
import dev.graft.files.Digest;
import dev.graft.files.WholeFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
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

  /** Whether it was told to stay off the network. */
  public boolean isOffline() {
    return offline;
  }

  /**
   * Weights for {@code architecture} that are on this machine already; never uses the network and
   * does not open the file.
   *
   * @param requested as for {@link #locate}
   */
  public Optional<WeightOrigin> find(Architecture architecture, Optional<String> requested) {
    return find(request(architecture, requested));
  }

  /**
   * Weights for {@code architecture}, fetched if need be.
   *
   * @param requested a file, {@code FILE#PREFIX} for a part of a checkpoint, a folder with {@code
   *     config.json} and {@code model.safetensors}, {@code hf:OWNER/NAME[@REVISION][:FILE]} or a
   *     tag of the architecture's published weights such as {@code imagenet1k_v2}; empty: its
   *     default
   * @throws IllegalArgumentException if {@code requested} is none of these
   * @throws IOException if a published file is found whose checksum is wrong
   * @throws MissingWeightsException if they are not here and cannot be fetched: says which file to
   *     bring and where to put it
   */
  public WeightOrigin locate(Architecture architecture, Optional<String> requested)
      throws IOException {
    WeightRequest wanted = request(architecture, requested);
    Optional<WeightOrigin> found = find(wanted);
    if (found.isPresent()) {
      Optional<PublishedWeights> shipped = wanted.shipped();
      if (shipped.isPresent()) {
        ShippedWeights.unpack(shipped.get(), wanted.target());
      }
      check(found.get());
      return configured(wanted, found.get());
    }
    String tags = tags(architecture, wanted);
    if (offline) {
      throw missing(wanted, "and Graft is offline (--offline or HF_HUB_OFFLINE)", tags, null);
    }
    try {
      if (wanted.hub().isPresent()) {
        fetchConfiguration(wanted.hub().get(), wanted.target());
      }
      download.fetch(wanted.location(), wanted.target(), wanted.sha256(), progress);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw missing(wanted, failure(wanted, e), tags, e);
    }
    return wanted.origin(wanted.target(), "fetched from " + wanted.location());
  }

  private WeightRequest request(Architecture architecture, Optional<String> requested) {
    return WeightRequest.of(architecture, requested, places());
  }

  private WeightRequest.Places places() {
    return new WeightRequest.Places(folder(), environment);
  }

  private Optional<WeightOrigin> find(WeightRequest wanted) {
    if (wanted.file().isPresent()) {
      String what =
          wanted
              .folder()
              .map(folder -> "folder " + folder)
              .orElseGet(() -> "file " + wanted.file().get());
      return Optional.of(wanted.origin(wanted.file().get(), what));
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

  private Optional<WeightOrigin> inHub(WeightRequest wanted, HubReference reference) {
    return caches
        .hubFile(reference)
        .map(file -> wanted.origin(file, "Hugging Face cache, " + reference));
  }

  /** Weights that came without what says how images are prepared are not used before it is here. */
  private WeightOrigin configured(WeightRequest wanted, WeightOrigin found) throws IOException {
    if (offline || !wanted.lacksConfiguration(found.file())) {
      return found;
    }
    HubReference hub = wanted.hub().orElseThrow();
    try {
      fetchConfiguration(hub, wanted.target());
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new MissingWeightsException(
          "%s has no config.json beside it, and fetching it failed: %s. Bring %s and put it into %s, or take the weights without it: --offline"
              .formatted(
                  found.file(),
                  e.getMessage(),
                  places().ofHub(hub.sibling(Configuration.CONFIG)),
                  wanted.target().getParent()),
          e);
    }
    return find(wanted).orElseThrow();
  }

  /**
   * What says how images are prepared comes first: weights without it would seem complete. A
   * repository that has nothing of the kind is remembered by an empty one.
   */
  private void fetchConfiguration(HubReference hub, Path target) throws IOException {
    Path folder = target.getParent();
    fetchIfThere(hub.sibling(Configuration.CONFIG), folder.resolve(Configuration.CONFIG));
    if (!Configuration.read(folder).isOfTimm()) {
      fetchIfThere(hub.sibling(Configuration.PROCESSOR), folder.resolve(Configuration.PROCESSOR));
    }
    if (!Configuration.isIn(folder)) {
      WholeFile.write(Files.createDirectories(folder).resolve(Configuration.CONFIG), "{}");
    }
  }

  private void fetchIfThere(HubReference hub, Path target) throws IOException {
    try {
      download.fetch(places().ofHub(hub), target, Optional.empty(), (received, total) -> {});
    } catch (DownloadException e) {
      if (e.status() != DownloadException.NOT_FOUND) {
        throw e;
      }
    }
  }

  private static String failure(WeightRequest wanted, IOException e) {
    boolean refused =
        e instanceof DownloadException failed
            && (failed.status() == DownloadException.UNAUTHORISED
                || failed.status() == DownloadException.FORBIDDEN);
    if (refused && wanted.hub().isPresent()) {
      return "and the hub gives it to nobody without an account: the weights are gated, or there are"
          + " none of that name. Open %s/%s, accept the licence, download the weights and config.json"
              .formatted(HubReference.HUB, wanted.hub().get().repository())
          + " into a folder and name that with --weights FOLDER";
    }
    return "and fetching it failed: " + e.getMessage();
  }

  /** Torchvision's files carry the beginning of their checksum in their name. */
  private static void check(WeightOrigin origin) throws IOException {
    if (origin.published().isEmpty()) {
      return;
    }
    PublishedWeights weights = origin.published().get();
    Path file = origin.file();
    if (weights.isOfHub() || !file.getFileName().toString().equals(weights.fileName())) {
      return; // the same weights in another container
    }
    String expected = weights.sha256Prefix().orElse("");
    String actual = Digest.interruptibleSha256(file);
    if (!actual.startsWith(expected)) {
      throw new IOException(
          "%s is damaged: its SHA-256 is %s, it should begin with %s; delete it and try again"
              .formatted(file, actual, expected));
    }
  }

  /** Of timm's weights under a tag that Graft does not list: perhaps it is mistyped. */
  private static String tags(Architecture architecture, WeightRequest wanted) {
    boolean listed = wanted.hub().isEmpty() || wanted.published().isPresent();
    if (listed || !wanted.hub().get().repository().startsWith("timm/")) {
      return "";
    }
    return ". The tags of %s that Graft lists are %s"
        .formatted(
            architecture,
            String.join(", ", architecture.weights().stream().map(PublishedWeights::tag).toList()));
  }

  private static MissingWeightsException missing(
      WeightRequest wanted, String why, String tags, Throwable cause) {
    String name = wanted.target().getFileName().toString();
    String checksum =
        wanted.sha256().map(digits -> " (its SHA-256 begins with " + digits + ")").orElse("");
    return new MissingWeightsException(
        ("%s is not on this machine, %s. Bring %s%s%s and put %s into %s, name it with --weights FILE,"
                + " or try the small one that comes with Graft: --backbone resnet18_slim%s")
            .formatted(
                name,
                why,
                wanted.location(),
                checksum,
                wanted.hub().isPresent() ? " with the config.json beside it" : "",
                wanted.hub().isPresent() ? "both" : "it",
                wanted.target().getParent(),
                tags),
        cause);
  }

  private boolean isTrue(String variable) {
    String value = environment.getOrDefault(variable, "").toLowerCase(Locale.ROOT);
    return List.of("1", "true", "yes", "on").contains(value);
  }
}
