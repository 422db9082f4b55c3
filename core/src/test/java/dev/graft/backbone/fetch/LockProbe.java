package dev.graft.backbone.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process of its own that says whether another one holds the lock on a file. */
final class LockProbe {

  private LockProbe() {}

  public static void main(String[] args) throws IOException {
    try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
      System.out.print(file.tryLock() == null ? "held" : "free");
    }
  }
}
