package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.graft.app.cli.values.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of an earlier command are replaced only where that was asked for. */
final class OverwriteTest {

  @TempDir private static Path folder;
  private static Path images;

  @BeforeAll
  static void draw() throws IOException {
    images = Material.images(folder.resolve("shapes"), 14);
  }

  private static Invocation graft(String command, Path out, String... more) {
    return Invocation.of(Material.line(command, images, out, more));
  }

  @Test
  void aComparisonIsNotReplacedUnasked() throws IOException {
    Path out = folder.resolve("compared");
    graft("compare", out, "--strategies=probe,feature-extract").succeeded();
    Path file = out.resolve("comparison.json");
    String first = Files.readString(file);

    Invocation again = graft("compare", out, "--strategies=probe");
    again.failedWith(Failure.USAGE, file.toString(), "--out", "--overwrite");
    assertThat(again.out()).as("before any work").isEmpty();
    graft("compare", out, "--strategies=probe", "--trials=2").failedWith(2, "--overwrite");
    assertThat(file).hasContent(first);

    graft("compare", out, "--strategies=probe", "--overwrite").succeeded();
    assertThat(Files.readString(file)).doesNotContain("feature-extract");
  }

  @Test
  void resultsOfOtherKindsLieBesideEachOther() throws IOException {
    Path out = folder.resolve("beside");
    graft("compare", out, "--strategies=probe", "--no-model").succeeded();
    String[] sizes = {"--strategies=probe", "--sizes=6,9,12,14", "--seeds=1"};
    graft("curve", out, sizes).succeeded();
    graft("curve", out, sizes).failedWith(Failure.USAGE, "curve.json", "--overwrite");
    graft("train", out, "--strategy=probe").succeeded();
    graft("train", out, "--strategy=probe").failedWith(Failure.USAGE, "run.json", "--overwrite");
    Files.delete(out.resolve("run.json"));
    graft("train", out, "--strategy=probe")
        .failedWith(Failure.USAGE, out.resolve("model").toString(), "--overwrite");
    graft("train", out, "--strategy=probe", "--overwrite").succeeded();
    assertThat(Stopped.names(out)).contains("comparison.json", "curve.json", "run.json", "model");
  }

  @Test
  void whatWasStoppedIsBegunAnewWhereThatIsAskedFor() throws Exception {
    Path out = folder.resolve("stopped");
    Path state = out.resolve("checkpoint").resolve("command.json");
    String[] line = Material.line("train", images, out, "--strategy=fine-tune", "--epochs=50");
    assertThat(Stopped.when(state, line).code()).isEqualTo(Failure.INTERRUPTED);
    graft("train", out, "--strategy=probe").failedWith(Failure.USAGE, "--resume", "--overwrite");
    graft("train", out, "--strategy=probe", "--overwrite").succeeded();
    assertThat(state).doesNotExist();
  }
}
