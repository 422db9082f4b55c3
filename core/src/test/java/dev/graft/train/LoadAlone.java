package dev.graft.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process of its own that loads what it is given, prints what came of each in a line, and last
 * what Linux says of its memory.
 */
final class LoadAlone {

  private LoadAlone() {}

  public static void main(String[] models) throws IOException {
    for (String model : models) {
      long start = System.nanoTime();
      String outcome = "loaded";
      try {
        Classifier.load(Path.of(model)).close();
      } catch (IOException | RuntimeException | Error e) {
        outcome = e.getClass().getSimpleName() + "\t" + e.getMessage();
      }
      long milliseconds = (System.nanoTime() - start) / 1_000_000;
      System.out.println(
          Path.of(model).getFileName() + "\t" + milliseconds + "\t" + outcome.replace('\n', ' '));
    }
    System.out.print(Files.readString(Path.of("/proc/self/status")));
  }
}
