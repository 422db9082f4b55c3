package dev.graft.app.cli.terminal;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;

/**
 * What a person sees of the process's streams.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is one
 * @param columns width of that terminal
 * @param isDumb whether it knows nothing but characters: no colours, no line that is rewritten
 * @param hasBlocks whether the user's characters have such as ▁ and █
 */
public record Screen(boolean out, boolean err, int columns, boolean isDumb, boolean hasBlocks) {

  private static final String BLOCKS = "▁▂▃▄▅▆▇█";

  /** The launcher says by properties what only a shell can find out. */
  static Screen ofProcess(Map<String, String> environment) {
    String kind = environment.getOrDefault("TERM", "");
    int columns = Integer.getInteger("graft.columns", Console.WIDTH);
    return new Screen(
        Boolean.getBoolean("graft.terminal.out"),
        Boolean.getBoolean("graft.terminal"),
        columns > 0 ? columns : Console.WIDTH, // 0: the terminal does not know
        kind.isEmpty() || kind.equals("dumb"),
        hasBlocks(System.getProperty("graft.charset", Charset.defaultCharset().name())));
  }

  /** Nobody watches: files, pipes, tests. */
  public static Screen none() {
    return new Screen(false, false, Console.WIDTH, true, true);
  }

  /** The same where what went to standard output goes to standard error. */
  Screen beside() {
    return new Screen(err, err, columns, isDumb, hasBlocks);
  }

  /** Whether a line on standard error may be rewritten in place. */
  boolean rewrites() {
    return err && !isDumb;
  }

  private static boolean hasBlocks(String charset) {
    try {
      return Charset.forName(charset).newEncoder().canEncode(BLOCKS);
    } catch (IllegalCharsetNameException
        | UnsupportedCharsetException
        | UnsupportedOperationException e) {
      return false;
    }
  }
}
