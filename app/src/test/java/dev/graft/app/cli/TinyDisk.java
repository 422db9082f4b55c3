package dev.graft.app.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;

/** A small file system of its own, mounted for a test; needs Linux and the right to mount. */
record TinyDisk(Path path) implements AutoCloseable {

  /** Mounts a tmpfs with these options; the test is skipped where that is not allowed. */
  static TinyDisk mount(Path path, String options) throws IOException, InterruptedException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "tmpfs is Linux's");
    int code = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString());
    assumeTrue(code == 0, "mounting is not allowed here");
    return new TinyDisk(path);
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("umount", path.toString());
  }
}
