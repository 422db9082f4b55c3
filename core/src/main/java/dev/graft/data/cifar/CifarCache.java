package dev.graft.data.cifar;

import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.Downloader;
import dev.graft.data.store.Reasons;
import dev.graft.files.Digest;
import dev.graft.files.WholeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The published CIFAR archives in the cache folder, fetched when asked for and checked by MD5. */
public final class CifarCache {

  private final CifarKind kind;
  private final DataOptions options;

  private CifarCache(CifarKind kind, DataOptions options) {
    this.kind = kind;
    this.options = options;
  }

  /** The set that a location such as {@code cifar10:} asks for. */
  public static Optional<CifarKind> named(String location) {
    for (CifarKind kind : CifarKind.ALL) {
      if (location.equals(kind.word() + ":")) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Path of a published archive, whole and genuine. */
  public static Path archive(CifarKind kind, DataOptions options) throws DataException {
    return new CifarCache(kind, options).archive();
  }

  /** Whether an archive of that name is in the cache; its checksum is looked at when opened. */
  public static boolean isHere(String location, DataOptions options) {
    return named(location).stream()
        .flatMap(kind -> kind.published().stream())
        .anyMatch(published -> Files.exists(options.cacheDirectory().resolve(published.file())));
  }

  /** Whether {@code archive} is one of the published ones, by its MD5. */
  public static boolean isPublished(Path archive) throws IOException {
    String md5 = Digest.md5(archive);
    for (CifarKind kind : CifarKind.ALL) {
      if (kind.published().stream().anyMatch(published -> published.md5().equals(md5))) {
        return true;
      }
    }
    return false;
  }

  private Path archive() throws DataException {
    for (CifarKind.Published published : kind.published()) {
      Path cached = options.cacheDirectory().resolve(published.file());
      if (Files.exists(cached)) {
        check(cached, published, "delete it, or bring the published file");
        return cached;
      }
    }
    return download(kind.published().get(0));
  }

  private Path download(CifarKind.Published published) throws DataException {
    URI home = URI.create(CifarKind.HOME + published.file());
    Path target = options.cacheDirectory().resolve(published.file());
    String byHand = "fetch " + home + " elsewhere and put it at " + target;
    if (options.offline()) {
      throw new DataException(
          location(), target + " does not exist and downloads are forbidden (offline)", byHand);
    }
    Downloader downloader =
        options
            .downloader()
            .orElseThrow(
                () ->
                    new DataException(
                        location(), target + " does not exist and nothing can fetch it", byHand));
    Path part = target.resolveSibling(published.file() + ".part");
    try {
      Files.createDirectories(options.cacheDirectory());
      options
          .announce()
          .accept(
              "fetching %s (%d MB) to %s"
                  .formatted(home, Math.round(published.bytes() / 1e6), target));
      downloader.fetch(home, part);
    } catch (IOException e) {
      throw new DataException(location(), "cannot fetch " + home + ": " + Reasons.of(e), byHand, e);
    }
    return accept(part, target, published, byHand);
  }

  private Path accept(Path part, Path target, CifarKind.Published published, String byHand)
      throws DataException {
    try {
      check(part, published, byHand);
    } catch (DataException e) {
      try {
        // A part with wrong bytes in it must not be taken for a beginning to go on from.
        Files.deleteIfExists(part);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    try {
      return WholeFile.move(part, target);
    } catch (IOException e) {
      throw new DataException(
          location(), "cannot write " + target + ": " + Reasons.of(e), "check the folder", e);
    }
  }

  private void check(Path file, CifarKind.Published published, String wayOut) throws DataException {
    String md5;
    try {
      md5 = Digest.md5(file);
    } catch (IOException e) {
      throw new DataException(location(), "cannot read " + file + ": " + Reasons.of(e), wayOut, e);
    }
    if (!md5.equals(published.md5())) {
      throw new DataException(
          location(),
          "%s is not the published archive: its MD5 is %s, not %s"
              .formatted(file, md5, published.md5()),
          wayOut);
    }
  }

  private String location() {
    return kind.word() + ":";
  }
}
