package dev.graft.app.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The completion script for zsh, by its own {@code _arguments}. */
final class ZshCompletion {

  private ZshCompletion() {}

  static String of(CommandText program) {
    var commands = new ArrayList<String>();
    var options = new ArrayList<String>();
    program.options().forEach(option -> options.addAll(specs(option, "(- : *)")));
    var bodies = new ArrayList<String>();
    for (CommandText command : program.commands()) {
      String what = Script.summary(command.description().get(0));
      commands.add("    " + Script.quoted(command.ownName() + ":" + what));
      bodies.add("    %s)".formatted(command.ownName()));
      bodies.add("      _arguments -S \\");
      command.options().forEach(option -> bodies.addAll(specs(option, "(- *)")));
      command.operands().forEach(operand -> bodies.add(spec(operand)));
      bodies.add("        && ret=0");
      bodies.add("      ;;");
    }
    return Script.filled(
        "completion.zsh", Map.of("COMMANDS", commands, "OPTIONS", options, "BODIES", bodies));
  }

  /** A line for each name; one given keeps the others from being offered. */
  private static List<String> specs(CommandText.Option option, String alone) {
    boolean ends = option.value().isNone() && option.names().contains("--help");
    String others =
        ends
            ? alone
            : option.names().size() > 1 ? "(" + String.join(" ", option.names()) + ")" : "";
    String what = "[" + escaped(Script.summary(option.description())) + "]";
    return option.names().stream()
        .map(
            name ->
                option.takesWord()
                    ? others + name + "=" + what + ":" + action(option.value())
                    : others + name + what)
        .map(spec -> "        " + Script.quoted(spec) + " \\")
        .toList();
  }

  private static String spec(CommandText.Operand operand) {
    String place = operand.index() < 0 ? "*" : Integer.toString(operand.index() + 1);
    return "        " + Script.quoted(place + ":" + action(operand.value())) + " \\";
  }

  private static String action(Value value) {
    String words = escaped(String.join(" ", value.words()));
    String action =
        switch (value.place()) {
          case FILES -> " _graft_files " + words;
          case FOLDERS -> " _graft_folders " + words;
          case NOWHERE ->
              words.isEmpty() ? " " : value.isList() ? " _graft_list " + words : "(" + words + ")";
        };
    return escaped(value.label()) + ":" + action;
  }

  private static String escaped(String text) {
    return text.replaceAll("([\\[\\]:\\\\])", "\\\\$1");
  }
}
