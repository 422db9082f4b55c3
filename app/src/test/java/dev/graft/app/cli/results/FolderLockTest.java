package dev.graft.app.cli.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.graft.app.cli.Material;
import dev.graft.app.cli.ProcessTest;
import dev.graft.app.cli.Stopped;
import dev.graft.app.cli.values.OutputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder of results belongs to one process at a time. */
@Timeout(120)
final class FolderLockTest {

  @TempDir private Path folder;
  private Path out;

  @BeforeEach
  void make() throws IOException {
    out = Files.createDirectories(folder.resolve("out"));
  }

  @Test
  void anotherProcessIsKeptOutUntilTheEnd() throws Exception {
    try (var lock = FolderLock.take(new RunFolder(out))) {
      assertThat(lock).isNotNull();
      String said = child("report", out.toString());
      assertThat(said).contains("graft: another Graft process is using " + out);
      assertThatThrownBy(() -> FolderLock.take(new RunFolder(out.resolve("../out"))))
          .isInstanceOf(OutputException.class)
          .hasMessageContaining("another Graft process is using");
      assertThat(child("report", out.toString()))
          .as("who was refused in this process took nothing away")
          .contains("another Graft process is using");
    }
    assertThat(child("report", out.toString())).doesNotContain("another Graft");
    assertThat(Stopped.names(out)).isEmpty();
  }

  @Test
  void whatIsUnderWayIsNotTakenForStopped() throws Exception {
    Path images = Material.images(folder.resolve("shapes"), 3);
    Files.writeString(
        Files.createDirectories(out.resolve("checkpoint")).resolve("command.json"), "{}");
    String[] compare = {"compare", images.toString(), "--backbone=resnet18_slim", "--out=" + out};
    try (var lock = FolderLock.take(new RunFolder(out))) {
      assertThat(lock).isNotNull();
      assertThat(child(compare))
          .contains("another Graft process is using")
          .doesNotContain("--resume");
    }
    assertThat(child(compare)).contains("is the state of a command that was stopped");
  }

  /** What {@code graft} says in a process of its own. */
  private static String child(String... args) throws IOException, InterruptedException {
    var command = new ArrayList<>(ProcessTest.java("dev.graft.app.cli.Main"));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
