package dev.graft.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.Trees;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.labelled.StoredImages;
import dev.graft.data.labelled.Subset;
import dev.graft.data.store.FolderStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {

  @TempDir private Path folder;

  @Test
  void isTheBeginningOfSha256() {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    assertThat(ContentHash.of(abc).hex()).isEqualTo("ba7816bf8f01cfea414140de5dae2223"); // FIPS 180
  }

  private StoredImages images(String... paths) throws DataException {
    return new StoredImages(
        FolderStore.open(folder, "set"),
        List.of("a", "b"),
        java.util.Arrays.stream(paths)
            .map(path -> new StoredImages.Item(path, path, path.charAt(0) - 'a', Optional.empty()))
            .toList());
  }

  @Test
  void belongsToTheImageAndNotToItsPlace() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    Files.write(folder.resolve("a/1.png"), Trees.png(1));
    Files.write(folder.resolve("a/2.png"), Trees.png(2));
    Files.write(folder.resolve("b.png"), Trees.png(1));
    StoredImages all = images("a/1.png", "a/2.png", "b.png");
    var last = new Subset(all, new int[] {2, 1});
    assertThat(all.contentHash(0)).isEqualTo(ContentHash.of(Trees.png(1)));
    assertThat(all.contentHash(1)).isNotEqualTo(all.contentHash(0));
    assertThat(last.contentHash(0)).isEqualTo(all.contentHash(0));
    assertThat(images("a/2.png").contentHash(0)).isEqualTo(last.contentHash(1));
  }

  @Test
  void isKeptFromTheFirstRead() throws IOException {
    Path file = folder.resolve("a.png");
    Files.write(file, Trees.png(1));
    StoredImages images = images("a.png");
    images.image(0); // as a scan does
    Files.delete(file);
    assertThat(images.contentHash(0)).isEqualTo(ContentHash.of(Trees.png(1)));
    assertThatThrownBy(() -> images("a.png", "b.png").contentHash(1))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageStartingWith("b.png: ");
  }
}
