package dev.graft.app.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The completion script for bash. */
final class BashCompletion {

  private BashCompletion() {}

  static String of(CommandText program) {
    var options = new ArrayList<String>();
    var values = new ArrayList<String>();
    add(program, "", options, values);
    program.commands().forEach(command -> add(command, command.ownName(), options, values));
    String commands =
        program.commands().stream().map(CommandText::ownName).collect(Collectors.joining(" "));
    values.add("    ' 0') kind=words known=%s ;;".formatted(Script.quoted(commands)));
    return Script.filled("completion.bash", Map.of("OPTIONS", options, "VALUES", values));
  }

  private static void add(
      CommandText command, String name, List<String> options, List<String> values) {
    String names =
        command.options().stream()
            .flatMap(option -> option.names().stream())
            .collect(Collectors.joining(" "));
    options.add("    '%s') options='%s' ;;".formatted(name, names));
    for (CommandText.Option option : command.options()) {
      if (option.takesWord()) {
        String pattern =
            option.names().stream()
                .map(n -> Script.quoted(name + " " + n))
                .collect(Collectors.joining(" | "));
        values.add(line(pattern, option.value()));
      }
    }
    for (CommandText.Operand operand : command.operands()) {
      String index = operand.index() < 0 ? "'%s '[0-9]*" : "'%s " + operand.index() + "'";
      values.add(line(index.formatted(name), operand.value()));
    }
  }

  private static String line(String pattern, Value value) {
    String kind =
        switch (value.place()) {
          case FILES -> "files";
          case FOLDERS -> "folders";
          case NOWHERE -> value.isList() ? "list" : "words";
        };
    return "    %s) kind=%s known=%s ;;"
        .formatted(pattern, kind, Script.quoted(String.join(" ", value.words())));
  }
}
