package dev.graft.data.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.data.Trees;
import dev.graft.data.source.DataException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveStoreTest {

  private static final long GIB = 1L << 30;
  private static final Map<String, byte[]> TREE =
      Trees.with(
          Trees.classes(3, "top/Äpfel und 梨", "top/b"),
          "top/empty/",
          "top/" + "long/".repeat(40) + "x.PNG");

  @TempDir Path temp;

  private static ArchiveStore open(Path path) throws DataException {
    return ArchiveStore.open(path, path.toString(), GIB);
  }

  private Path archive(String ending, Map<String, byte[]> tree) throws IOException {
    Path path = temp.resolve("a" + ending);
    return switch (ending) {
      case ".zip" -> Trees.zip(path, tree);
      case ".tar" -> Trees.tar(path, tree);
      default -> Trees.tarGz(path, tree);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {".tar", ".tar.gz", ".tgz", ".zip", ".TAR"})
  void givesBackWhatWasPacked(String ending) throws IOException {
    Path path =
        ending.equals(".TAR") ? Trees.tar(temp.resolve("a.TAR"), TREE) : archive(ending, TREE);
    try (ArchiveStore store = open(path)) {
      assertThat(store.files())
          .containsExactlyInAnyOrderElementsOf(
              TREE.keySet().stream().filter(name -> !name.endsWith("/")).toList());
      assertThat(store.folders()).contains("top/empty");
      for (String name : store.files()) {
        assertThat(store.read(name)).isEqualTo(TREE.get(name));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".tar", ".zip"})
  void manyThreadsReadAtOnce(String ending) throws Exception {
    Map<String, byte[]> tree = Trees.classes(200, "a", "b");
    try (ArchiveStore store = open(archive(ending, tree))) {
      ExecutorService pool = Executors.newFixedThreadPool(8);
      List<Future<?>> readers = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int start = t * 50;
        readers.add(
            pool.submit(
                () -> {
                  List<String> names = store.files();
                  for (int i = 0; i < 2 * names.size(); i++) {
                    String name = names.get((start + i) % names.size());
                    assertThat(store.read(name)).isEqualTo(tree.get(name));
                  }
                  return null;
                }));
      }
      for (Future<?> reader : readers) {
        reader.get();
      }
      pool.shutdown();
    }
  }

  @Test
  void anInterruptHarmsNeitherTheReaderNorTheOthers() throws IOException {
    Map<String, byte[]> tree = Trees.classes(2, "a");
    try (ArchiveStore store = open(archive(".tar", tree))) {
      Thread.currentThread().interrupt();
      assertThat(store.read("a/00.png")).isEqualTo(tree.get("a/00.png"));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(store.read("a/01.png")).isEqualTo(tree.get("a/01.png"));
    }
  }

  @Test
  void readingAfterCloseSaysSo() throws IOException {
    ArchiveStore store = open(archive(".tar", Trees.classes(1, "a")));
    store.close();
    assertThatThrownBy(() -> store.read("a/00.png")).hasMessageContaining("closed");
  }

  @Test
  void theUnpackedTarIsDeleted() throws IOException {
    Path path = archive(".tar.gz", TREE);
    List<Path> before = temporaryTars();
    try (ArchiveStore store = open(path)) {
      List<Path> during = temporaryTars();
      during.removeAll(before);
      assertThat(during).isNotEmpty();
      assertThat(store.files()).isNotEmpty();
    }
    List<Path> after = temporaryTars();
    after.removeAll(before);
    assertThat(after).isEmpty();
  }

  private static List<Path> temporaryTars() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return new ArrayList<>(
          files.filter(f -> f.getFileName().toString().matches("graft-.*\\.tar")).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil.png",
        "a/../../evil.png",
        "/etc/evil.png",
        "C:/evil.png",
        "a\\..\\..\\evil.png",
        "\\evil.png"
      })
  void pathsThatLeaveTheFolderAreRefused(String name) throws IOException {
    for (String ending : List.of(".tar", ".zip", ".tgz")) {
      // A backslash is a separator for the writer of zips, which is a way in of its own.
      Path path = archive(ending, Trees.with(Trees.classes(1, "a"), name));
      assertThatThrownBy(() -> open(path))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("refused")
          .hasMessageContaining("evil.png");
    }
  }

  @Test
  void nulCharactersAreRefused() throws IOException {
    Path zip = archive(".zip", Trees.with(Trees.classes(1, "a"), "b/evil\0.png"));
    assertThatThrownBy(() -> open(zip)).hasMessageContaining("NUL");
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
        TarConstants.LF_FIFO
      })
  void linksAndDevicesInTarsAreRefused(byte type) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("a/odd.png", type);
    entry.setLinkName("/etc/passwd");
    Path path = Trees.tarOf(temp.resolve("a.tar"), entry);
    assertThatThrownBy(() -> open(path))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a/odd.png")
        .hasMessageContaining("refused");
  }

  @Test
  void linksInZipsAreRefused() throws IOException {
    Path path = temp.resolve("a.zip");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(path)) {
      ZipArchiveEntry entry = new ZipArchiveEntry("a/link.png");
      entry.setUnixMode(0120777);
      zip.putArchiveEntry(entry);
      zip.write("/etc/passwd".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      zip.closeArchiveEntry();
    }
    assertThatThrownBy(() -> open(path)).hasMessageContaining("a/link.png is a link");
  }

  @Test
  void duplicateNamesAreRefused() throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("a/1.png");
    Path path = Trees.tarOf(temp.resolve("a.tar"), entry, new TarArchiveEntry("./a//1.png"));
    assertThatThrownBy(() -> open(path)).hasMessageContaining("a//1.png occurs twice");
  }

  @Test
  void zipBombsAreRefused() throws IOException {
    Path path = Trees.zip(temp.resolve("a.zip"), Map.of("a/bomb.png", new byte[20 << 20]));
    assertThatThrownBy(() -> open(path))
        .hasMessageContaining("a/bomb.png")
        .hasMessageContaining("bomb would");
  }

  @Test
  void gzipBombsAreStoppedWhileUnpacking() throws IOException {
    Path path = Trees.tarGz(temp.resolve("a.tar.gz"), Map.of("a/1.png", new byte[100 << 20]));
    List<Path> before = temporaryTars();
    assertThatThrownBy(() -> open(path)).hasMessageContaining("bomb");
    List<Path> after = temporaryTars();
    after.removeAll(before);
    assertThat(after).isEmpty();
  }

  @Test
  void theBoundOnUnpackedBytesHolds() throws IOException {
    Path path = archive(".tgz", TREE);
    assertThatThrownBy(() -> ArchiveStore.open(path, "x", 1000))
        .hasMessageContaining("more than 1000 bytes")
        .hasMessageContaining("maxUnpackedBytes");
  }

  @Test
  void entriesAboveOneGibibyteAreRefused() throws IOException {
    // The header alone promises two gibibytes.
    Path path = temp.resolve("a.tar");
    TarArchiveEntry entry = new TarArchiveEntry("a/huge.png");
    entry.setSize(2 * GIB);
    byte[] header = new byte[512];
    entry.writeEntryHeader(header);
    Files.write(path, header);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(512 + 2 * GIB + 1024);
    }
    assertThatThrownBy(() -> open(path))
        .hasMessageContaining("a/huge.png")
        .hasMessageContaining("1 GiB");
  }

  /** Cut anywhere, down to the last file's end: an archive that opened would have lost images. */
  @ParameterizedTest
  @ValueSource(strings = {".tar", ".tar.gz", ".zip"})
  void cutShortIsAnErrorWhereverTheCutIs(String ending) throws IOException {
    byte[] whole = Files.readAllBytes(archive(ending, Trees.classes(4, "a", "b")));
    Path cut = temp.resolve("cut" + ending);
    // Of a tar's two empty records at the end, one is enough.
    int spare = ending.equals(".tar") ? 512 : 0;
    for (int length = 1; length < whole.length - spare; length += 1 + length / 40) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> open(cut))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("cut")
          .hasMessageContaining("again");
    }
  }

  @Test
  void damageInsideAZipIsNoticedWhenRead() throws IOException {
    Map<String, byte[]> tree = Trees.classes(1, "a");
    Path path = archive(".zip", tree);
    byte[] bytes = Files.readAllBytes(path);
    bytes[80] ^= 0x55;
    Files.write(path, bytes);
    try (ArchiveStore store = open(path)) {
      assertThatThrownBy(() -> store.read("a/00.png"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged");
    }
  }

  @Test
  void whatIsNoArchiveSaysSo() throws IOException {
    for (String ending : List.of(".tar", ".tar.gz", ".zip")) {
      Path path = Files.writeString(temp.resolve("no" + ending), "this is no archive ".repeat(100));
      assertThatThrownBy(() -> open(path))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(path.toString());
    }
  }

  /** Whatever the bytes, an archive opens and reads or fails as files do. */
  @ParameterizedTest
  @ValueSource(strings = {".tar", ".zip", ".tgz"})
  void damagedArchivesFailAsFilesDo(String ending) throws IOException {
    byte[] whole = Files.readAllBytes(archive(ending, Trees.with(TREE, "top/ünï/x.png")));
    Path path = temp.resolve("damaged" + ending);
    Random random = new Random(2);
    int opened = 0;
    for (int round = 0; round < 1000; round++) {
      byte[] changed = whole.clone();
      for (int change = 0; change <= round % 4; change++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      Files.write(path, changed);
      try (ArchiveStore store = open(path)) {
        opened++;
        for (String name : store.files()) {
          assertThat(store.read(name)).isNotNull();
        }
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(opened).isBetween(1, 999);
  }
}
