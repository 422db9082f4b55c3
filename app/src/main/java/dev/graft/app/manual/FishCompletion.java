package dev.graft.app.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The completion script for fish. */
final class FishCompletion {

  private FishCompletion() {}

  static String of(CommandText program) {
    var lines = new ArrayList<String>();
    options(program, "''", lines);
    for (CommandText command : program.commands()) {
      lines.add(
          "complete -c graft -n '__graft_at \"\"' -a %s -d %s"
              .formatted(command.ownName(), quoted(Script.summary(command.description().get(0)))));
    }
    for (CommandText command : program.commands()) {
      options(command, command.ownName(), lines);
      command
          .operands()
          .forEach(operand -> lines.add(start(command.ownName()) + values(operand.value())));
    }
    return Script.filled("completion.fish", Map.of("COMMANDS", lines));
  }

  private static String start(String command) {
    return "complete -c graft -n \"__graft_at %s\"".formatted(command);
  }

  private static void options(CommandText command, String name, List<String> lines) {
    for (CommandText.Option option : command.options()) {
      var line = new StringBuilder(start(name));
      for (String word : option.names()) {
        line.append(
            word.startsWith("--") ? " -l " + word.substring(2) : " -s " + word.substring(1));
      }
      line.append(" -d ").append(quoted(Script.summary(option.description())));
      if (option.takesWord()) {
        line.append(" -r").append(values(option.value()));
      }
      lines.add(line.toString());
    }
  }

  private static String values(Value value) {
    String words = String.join(" ", value.words());
    String known =
        words.isEmpty()
            ? ""
            : " -a " + quoted(value.isList() ? "(__graft_list " + words + ")" : words);
    return switch (value.place()) {
      case FILES -> " -F" + known;
      case FOLDERS ->
          " -f -a " + quoted(words.isEmpty() ? "(__graft_folders)" : words + " (__graft_folders)");
      case NOWHERE -> " -f" + known;
    };
  }

  /** In single quotes fish knows two escapes. */
  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
