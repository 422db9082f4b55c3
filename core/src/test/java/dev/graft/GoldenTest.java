package dev.graft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class GoldenTest {

  @Test
  void aFolderThatWasAskedForMustBeThere(@TempDir Path root) throws IOException {
    assertThatThrownBy(() -> Golden.folder(root, "other", "usual"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-Dgraft.golden=other");
    assertThatThrownBy(() -> Golden.folder(root, "usual", "usual"))
        .isInstanceOf(TestAbortedException.class);
    Path other = Files.createDirectory(root.resolve("other"));
    assertThat(Golden.folder(root, "other", "usual")).isEqualTo(other); // seen from the root
    assertThat(Golden.folder(root, other.toAbsolutePath().toString(), "usual")).isEqualTo(other);
  }
}
