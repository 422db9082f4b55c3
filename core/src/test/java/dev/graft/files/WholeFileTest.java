package dev.graft.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  private final IOException full = new IOException("the disk is full");

  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatFailsLeavesTheOlderFile() throws IOException {
    Path file = folder.resolve("file");
    WholeFile.write(file, "old");
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw full;
                    }))
        .isSameAs(full);
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> out.write(1),
                    written -> {
                      throw full;
                    }))
        .isSameAs(full);
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void anInterruptThatIsPendingDoesNotStopIt() throws IOException {
    Path file = folder.resolve("file");
    Thread.currentThread().interrupt();
    WholeFile.write(file, "ä");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasContent("ä");
  }

  @Test
  void leftoversAreKnownByTheirNames() throws IOException {
    WholeFile.write(
        folder.resolve("file"),
        out -> assertThat(names()).singleElement().matches(WholeFile::isUnfinished));
    assertThat(WholeFile.isUnfinished("weights.bin.part")).isFalse(); // a download's
    assertThat(WholeFile.isUnfinished(UUID.randomUUID() + ".part")).isFalse(); // features'
  }

  @Test
  void foldersReplaceOnlyWhenAskedTo() throws IOException {
    Path target = folder.resolve("above").resolve("model");
    WholeFolder.create(target, part -> Files.writeString(part.resolve("a"), "1"));
    assertThatThrownBy(() -> WholeFolder.create(target, part -> {}))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(
            () ->
                WholeFolder.replace(
                    target,
                    part -> {
                      throw full;
                    }))
        .isSameAs(full);
    assertThat(target.resolve("a")).hasContent("1");
    WholeFolder.replace(target, part -> Files.writeString(part.resolve("b"), "2"));
    assertThat(target).isDirectoryNotContaining("glob:**/a");
    assertThat(target.resolve("b")).hasContent("2");
    WholeFolder.delete(target);
    WholeFolder.delete(target); // not there any more
    assertThat(folder.resolve("above")).isEmptyDirectory();
  }

  @Test
  void whatSomebodyElseKeepsStays() throws IOException {
    Path kept = Files.createDirectory(folder.resolve("kept"));
    Files.writeString(kept.resolve("ours"), "");
    Files.writeString(kept.resolve("other"), "");
    WholeFolder.clear(kept, "ours"::equals);
    assertThat(kept)
        .isDirectoryNotContaining("glob:**/ours")
        .isDirectoryContaining("glob:**/other");
    WholeFolder.clear(kept, "other"::equals);
    WholeFolder.clear(kept, name -> true); // not there any more
    assertThat(kept).doesNotExist();
  }
}
