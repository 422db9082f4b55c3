package dev.graft.backbone.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where Graft, PyTorch and the Hugging Face hub keep downloads, as the environment says. */
public final class CacheFolders {

  private final Map<String, String> environment;
  private final String system;
  private final Path home;

  /** {@code system} is Java's {@code os.name}, {@code home} the user's folder. */
  public CacheFolders(Map<String, String> environment, String system, Path home) {
    this.environment = Map.copyOf(environment);
    this.system = system.toLowerCase(Locale.ROOT);
    this.home = home;
  }

  /** {@code GRAFT_HOME}, else {@code graft} in the system's folder for caches. */
  public Path graft() {
    return variable("GRAFT_HOME").orElseGet(() -> userCache().resolve("graft"));
  }

  /** Where torch.hub, and so torchvision, puts weights. */
  public Path torchCheckpoints() {
    return variable("TORCH_HOME")
        .orElseGet(() -> dotCache().resolve("torch"))
        .resolve("hub/checkpoints");
  }

  /** A file of a repository in the hub's cache, if it is there. */
  public Optional<Path> hubFile(HubReference reference) {
    Path repository = hub().resolve("models--" + reference.owner() + "--" + reference.name());
    String commit = reference.revision();
    Path ref = repository.resolve("refs").resolve(reference.revision());
    try {
      if (Files.isRegularFile(ref)) {
        commit = Files.readString(ref).strip();
      }
    } catch (IOException e) {
      return Optional.empty(); // a cache that cannot be read has nothing for us
    }
    if (!commit.matches("[A-Za-z0-9._-]+") || commit.startsWith(".")) {
      return Optional.empty();
    }
    Path file = repository.resolve("snapshots").resolve(commit).resolve(reference.file());
    return Optional.of(file).filter(Files::isRegularFile);
  }

  private Path hub() {
    return variable("HF_HUB_CACHE")
        .or(() -> variable("HUGGINGFACE_HUB_CACHE"))
        .or(() -> variable("HF_HOME").map(h -> h.resolve("hub")))
        .orElseGet(() -> dotCache().resolve("huggingface/hub"));
  }

  /** Python programs use this one on every system. */
  private Path dotCache() {
    return variable("XDG_CACHE_HOME").orElseGet(() -> home.resolve(".cache"));
  }

  private Path userCache() {
    if (variable("XDG_CACHE_HOME").isEmpty()) {
      if (system.startsWith("mac")) {
        return home.resolve("Library/Caches");
      }
      if (system.startsWith("windows")) {
        return variable("LOCALAPPDATA").orElseGet(() -> home.resolve("AppData/Local"));
      }
    }
    return dotCache();
  }

  private Optional<Path> variable(String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isBlank()) {
      return Optional.empty();
    }
    boolean inHome = value.equals("~") || value.startsWith("~/");
    return Optional.of(
        inHome ? home.resolve(value.substring(Math.min(2, value.length()))) : Path.of(value));
  }
}
