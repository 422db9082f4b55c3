package dev.graft.app.cli.results;

import dev.graft.app.cli.values.OutputException;
import dev.graft.app.cli.values.UsageException;
import dev.graft.files.WholeFile;
import dev.graft.files.WholeFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The folder that results are written to. A file appears there whole or not at all, and an older
 * one stays until the newer one is whole.
 */
public record RunFolder(Path path) {

  /** What a comparison of a few runs takes, with room to spare. */
  private static final int PROBE_BYTES = 1 << 16;

  private static final String WAY_OUT = "name another folder with --out";

  /** The folder asked for, or {@code runs/NAME-TIME} where none was. */
  public static RunFolder of(Path asked, String name) {
    if (asked != null) {
      return new RunFolder(asked);
    }
    String time =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
            .format(LocalDateTime.now(ZoneId.systemDefault()));
    return new RunFolder(Path.of("runs", name.replaceAll("[^A-Za-z0-9._-]+", "_") + "-" + time));
  }

  /**
   * Makes the folder and tries to write into it, so that hours of training do not end in a refusal.
   *
   * @throws OutputException if that fails
   */
  public void check() throws OutputException {
    try {
      Files.createDirectories(path);
      Path probe = Files.createTempFile(path, ".probe", null);
      try {
        WholeFile.write(probe, out -> out.write(new byte[PROBE_BYTES]));
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw new OutputException(path, WAY_OUT, e);
    }
  }

  /**
   * Writes {@code text} to the file of that name.
   *
   * @throws OutputException if it cannot; what was there before is still there then
   */
  public void write(String name, String text) throws OutputException {
    Path file = path.resolve(name);
    try {
      WholeFile.write(file, text);
    } catch (IOException e) {
      throw new OutputException(file, WAY_OUT, e);
    }
  }

  /** Removes the file of that name, if it is there. */
  public void delete(String name) throws OutputException {
    try {
      Files.deleteIfExists(path.resolve(name));
    } catch (IOException e) {
      throw new OutputException(path.resolve(name), WAY_OUT, e);
    }
  }

  /** Removes what a process that was killed left half-written here. */
  public void sweep() throws OutputException {
    try {
      WholeFolder.sweep(
          path, name -> WholeFile.isUnfinished(name) || name.matches("\\.probe.*\\.tmp"));
    } catch (IOException e) {
      throw new OutputException(path, WAY_OUT, e);
    }
  }

  /** What is to be said when {@code file} in this folder could not be written. */
  public OutputException refusal(Path file, IOException cause) {
    return new OutputException(file, WAY_OUT, cause);
  }

  /** Refuses to go on where an earlier command left a result of that name. */
  public void refuseOlder(String name, Predicate<Path> isThere) {
    Path result = path.resolve(name);
    if (isThere.test(result)) {
      throw new UsageException(
          ("%s exists already, from an earlier command: name another folder with --out, or"
                  + " replace it with --overwrite")
              .formatted(result));
    }
  }
}
