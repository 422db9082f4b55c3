package dev.graft.data.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.Dataset;
import dev.graft.data.Trees;
import dev.graft.data.source.DataException;
import dev.graft.data.source.DataOptions;
import dev.graft.files.Digest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published archives cannot be had here, so a stand-in for the published MD5 is used. */
class CifarCacheTest {

  private static final String FILE = "cifar-10-python.tar.gz";

  @TempDir Path temp;

  private DataOptions options() {
    return DataOptions.defaults().withCacheDirectory(temp.resolve("cache"));
  }

  /** CIFAR-10 with the MD5 of a small archive in place of the published one. */
  private CifarKind kindOf(Path archive) throws IOException {
    CifarKind k = CifarKind.CIFAR10;
    CifarKind.Published own =
        new CifarKind.Published(FILE, Digest.md5(archive), Files.size(archive));
    return new CifarKind(
        k.word(),
        k.trainBatches(),
        k.testBatch(),
        k.meta(),
        k.namesFile(),
        k.labelsKey(),
        k.namesKey(),
        k.labelBytes(),
        List.of(own),
        k.classNames());
  }

  private Path smallArchive() throws IOException {
    return Trees.tarGz(
        temp.resolve("small.tar.gz"), CifarFiles.set(CifarKind.CIFAR10, false, "c", 3));
  }

  @Test
  void offlineSaysHowToBringTheFile() {
    for (CifarKind kind : CifarKind.ALL) {
      assertThatThrownBy(() -> Dataset.open(kind.word() + ":", options().withOffline(true)))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(kind.word() + ":")
          .hasMessageContainingAll(
              "offline",
              "https://www.cs.toronto.edu/~kriz/" + kind.published().get(0).file(),
              temp.resolve("cache").resolve(kind.published().get(0).file()).toString());
    }
    List<URI> asked = new ArrayList<>();
    DataOptions forbidden = options().withOffline(true).withDownloader((uri, to) -> asked.add(uri));
    assertThatThrownBy(() -> Dataset.open("cifar10:", forbidden)).isNotNull();
    assertThat(asked).isEmpty();
  }

  @Test
  void withoutDownloaderSaysHowToBringTheFile() {
    assertThatThrownBy(() -> Dataset.open("cifar10:", options()))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("nothing can fetch it", "put it at", FILE);
  }

  @Test
  void aCachedFileMustBeThePublishedOne() throws IOException {
    Path cached = Files.createDirectories(temp.resolve("cache")).resolve(FILE);
    Files.copy(smallArchive(), cached);
    assertThatThrownBy(() -> Dataset.open("cifar10:", options()))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            cached.toString(), "is not the published archive", "c58f30108f718f92721af3b95e74349a");
    assertThat(cached).exists();
  }

  @Test
  void fetchesChecksAndRenames() throws IOException {
    Path archive = smallArchive();
    List<String> said = new ArrayList<>();
    List<URI> asked = new ArrayList<>();
    DataOptions options =
        options()
            .withAnnounce(said::add)
            .withDownloader(
                (uri, target) -> {
                  asked.add(uri);
                  assertThat(said).hasSize(1);
                  assertThat(target.getFileName().toString()).isEqualTo(FILE + ".part");
                  Files.copy(archive, target);
                });
    Path fetched = CifarCache.archive(kindOf(archive), options);
    assertThat(asked)
        .containsExactly(URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"));
    assertThat(said).singleElement().asString().contains(asked.get(0).toString(), "MB");
    assertThat(fetched)
        .isEqualTo(temp.resolve("cache").resolve(FILE))
        .hasSameBinaryContentAs(archive);
    assertThat(temp.resolve("cache").resolve(FILE + ".part")).doesNotExist();
    // The second time there is nothing to ask for.
    CifarCache.archive(kindOf(archive), options.withOffline(true));
    assertThat(asked).hasSize(1);
  }

  @Test
  void wrongBytesAreThrownAway() {
    DataOptions options =
        options().withDownloader((uri, target) -> Files.writeString(target, "an error page"));
    assertThatThrownBy(() -> Dataset.open("cifar100:", options))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("not the published archive", "eb9058c3a382ffc7106e4002c42a8d85");
    assertThat(temp.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void aFailedDownloadKeepsItsBeginning() {
    DataOptions options =
        options()
            .withDownloader(
                (uri, target) -> {
                  Files.writeString(target, "the beginning");
                  throw new IOException("connection lost");
                });
    assertThatThrownBy(() -> Dataset.open("cifar10:", options))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("connection lost", "put it at");
    assertThat(temp.resolve("cache").resolve(FILE + ".part")).exists();
    assertThat(temp.resolve("cache").resolve(FILE)).doesNotExist();
  }

  @Test
  void namesOfLocations() {
    assertThat(CifarCache.named("cifar10:")).isEqualTo(Optional.of(CifarKind.CIFAR10));
    assertThat(CifarCache.named("cifar100:")).isEqualTo(Optional.of(CifarKind.CIFAR100));
    assertThat(CifarCache.named("cifar10")).isEmpty();
  }
}
