package dev.graft.app.manual;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What an option or an operand takes.
 *
 * @param label that help shows for it; empty where nothing is taken
 * @param words that are known to be good
 * @param place where else good ones are found
 * @param isList whether several may stand there, with commas between them
 */
record Value(String label, List<String> words, Place place, boolean isList) {

  /** Where words are found. */
  enum Place {
    NOWHERE,
    FILES,
    FOLDERS
  }

  private static final String COMMAND = "COMMAND";
  private static final Pattern FOLDER = Pattern.compile("\\bDIR\\b");

  /** Labels of texts that may name a file. */
  private static final Pattern FILE = Pattern.compile("\\b(DATA|MODEL|IMAGE|FILE|WEIGHTS)\\b");

  static Value none() {
    return new Value("", List.of(), Place.NOWHERE, false);
  }

  static Value of(ArgSpec arg) {
    if (arg.arity().max() == 0) {
      return none();
    }
    String label = arg.paramLabel();
    return new Value(label, words(arg), place(arg, label), label.endsWith(",..."));
  }

  private static List<String> words(ArgSpec arg) {
    if (arg.paramLabel().equals(COMMAND)) {
      CommandSpec root = arg.command().root();
      return root.subcommands().values().stream()
          .map(line -> line.getCommandSpec())
          .filter(command -> !command.usageMessage().hidden())
          .map(CommandSpec::name)
          .distinct()
          .toList();
    }
    Iterable<String> words = arg.completionCandidates();
    return words == null ? List.of() : StreamSupport.stream(words.spliterator(), false).toList();
  }

  private static Place place(ArgSpec arg, String label) {
    if (FOLDER.matcher(label).find()) {
      return Place.FOLDERS;
    }
    boolean isFile =
        Arrays.stream(arg.auxiliaryTypes()).anyMatch(Set.of(Path.class, File.class)::contains);
    return isFile || FILE.matcher(label).find() ? Place.FILES : Place.NOWHERE;
  }

  boolean isNone() {
    return label.isEmpty();
  }
}
