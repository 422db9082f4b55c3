package dev.graft.app.cli;

import dev.graft.data.format.ImageDecoder;
import dev.graft.torch.tensors.Native;
import java.io.IOException;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Loads every native library once. The first process to do so unpacks them into a cache in the
 * user's home, which two at once must not; the launcher runs this under its lock. Then it
 * rehearses.
 */
@Command(name = "prepare", hidden = true, description = "unpack the native libraries")
final class PrepareCommand implements Callable<Integer> {

  /** A picture of one pixel: decoding it loads the codecs. */
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

  @Override
  public Integer call() throws IOException {
    byte[] picture = Base64.getDecoder().decode(PNG);
    Native.load();
    ImageDecoder.decode(picture, "one pixel");
    Rehearsal.run(picture);
    return 0;
  }
}
