package dev.graft.app.manual;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * A command as its help tells of it, as plain text; what is hidden there is left out.
 *
 * @param name with the names of those it belongs to: {@code graft compare}
 * @param synopsis how it is called, in one line
 * @param groups of options, in the help's order; the first has no heading
 * @param commands that belong to it
 * @param exitCodes and what they mean
 * @param footerHeading of the footer, without a colon; may be empty
 */
public record CommandText(
    String name,
    String synopsis,
    List<String> description,
    List<Operand> operands,
    List<Group> groups,
    List<CommandText> commands,
    Map<String, String> exitCodes,
    String footerHeading,
    List<String> footer) {

  /** A word that belongs to no option; {@code index} -1 stands for every one that is left. */
  record Operand(int index, Value value, String description) {}

  /** Options under a heading, which has no colon and may be empty. */
  record Group(String heading, List<Option> options) {}

  /**
   * An option.
   *
   * @param names such as {@code -h} and {@code --help}, the negative ones of a switch among them
   * @param value that it takes; {@link Value#none()} for a switch
   * @param isAttached whether the value may be left out, and stands behind {@code =} alone
   */
  record Option(List<String> names, Value value, boolean isAttached, String description) {

    /** Whether the next word is its value. */
    boolean takesWord() {
      return !value.isNone() && !isAttached;
    }

    String longest() {
      return names.stream().max(Comparator.comparingInt(String::length)).orElseThrow();
    }
  }

  /** What {@code spec}'s help says, and that of the commands below it. */
  public static CommandText of(CommandSpec spec) {
    UsageMessageSpec usage = spec.usageMessage();
    Set<String> names =
        visible(spec).map(CommandSpec::name).collect(HashSet::new, Set::add, Set::addAll);
    return new CommandText(
        spec.qualifiedName(),
        synopsis(spec),
        Plain.lines(usage.description()),
        operands(spec),
        groups(spec),
        visible(spec).filter(s -> names.remove(s.name())).map(CommandText::of).toList(),
        usage.exitCodeList(),
        Plain.heading(usage.footerHeading()),
        Plain.lines(usage.footer()));
  }

  /** The last part of its name. */
  String ownName() {
    return name.substring(name.lastIndexOf(' ') + 1);
  }

  /** Every option, whatever its group. */
  List<Option> options() {
    return groups.stream().flatMap(group -> group.options().stream()).toList();
  }

  private static Stream<CommandSpec> visible(CommandSpec spec) {
    return spec.subcommands().values().stream()
        .map(line -> line.getCommandSpec())
        .filter(command -> !command.usageMessage().hidden());
  }

  private static String synopsis(CommandSpec spec) {
    var help = new Help(spec, Help.defaultColorScheme(Ansi.OFF));
    return String.join(" ", help.synopsis(0).strip().split("\\s+", -1));
  }

  private static List<Operand> operands(CommandSpec spec) {
    return spec.positionalParameters().stream()
        .filter(operand -> !operand.hidden())
        .map(
            operand ->
                new Operand(
                    operand.arity().max() > 1 ? -1 : operand.index().min(),
                    Value.of(operand),
                    Plain.text(operand.description())))
        .toList();
  }

  private static List<Group> groups(CommandSpec spec) {
    var grouped = new HashSet<ArgSpec>();
    spec.argGroups().forEach(group -> grouped.addAll(group.allOptionsNested()));
    var groups = new ArrayList<Group>();
    groups.add(
        group("", spec.options().stream().filter(option -> !grouped.contains(option)).toList()));
    sections(spec.argGroups()).forEach(groups::add);
    return groups;
  }

  /** Each group and those within it. */
  private static Stream<Group> sections(List<ArgGroupSpec> groups) {
    return groups.stream()
        .sorted(Comparator.comparingInt(ArgGroupSpec::order))
        .flatMap(
            group ->
                Stream.concat(
                    Stream.of(group(Plain.heading(group.heading()), group.options())),
                    sections(group.subgroups())));
  }

  private static Group group(String heading, List<OptionSpec> options) {
    return new Group(
        heading,
        options.stream()
            .filter(option -> !option.hidden())
            .map(
                option ->
                    new Option(
                        names(option),
                        Value.of(option),
                        option.arity().min() == 0,
                        Plain.text(option.description())))
            .toList());
  }

  private static List<String> names(OptionSpec option) {
    var names = new ArrayList<>(List.of(option.names()));
    if (option.negatable()) {
      var line = option.command().commandLine();
      for (String name : option.names()) {
        names.add(line.getNegatableOptionTransformer().makeNegative(name, option.command()));
      }
    }
    return names;
  }
}
