package dev.graft.app.manual;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Manual pages: one of the program, and one of each of its commands. */
public final class ManPage {

  /** A footer's line of a word and what it stands for. */
  private static final Pattern ENTRY = Pattern.compile("^ {2}(\\S+) {2,}(.*)$");

  /** A footer's line that goes on with the entry before it. */
  private static final Pattern MORE = Pattern.compile("^ {3,}(\\S.*)$");

  private final CommandText program;
  private final CommandText command;
  private final Roff page = new Roff();

  private ManPage(CommandText program, CommandText command) {
    this.program = program;
    this.command = command;
  }

  /**
   * A page.
   *
   * @param fileName as {@code man} looks for it: {@code graft-compare.1}
   * @param text its source, in ASCII
   */
  public record Page(String fileName, String text) {}

  /** The program's page and those of its commands; {@code version} stands in their last line. */
  public static List<Page> all(CommandText program, String version, LocalDate date) {
    return Stream.concat(Stream.of(program), program.commands().stream())
        .map(command -> new ManPage(program, command).write(version, date))
        .toList();
  }

  private static String pageName(CommandText command) {
    return command.name().replace(' ', '-');
  }

  private Page write(String version, LocalDate date) {
    String name = pageName(command);
    page.title(name.toUpperCase(Locale.ROOT), date.toString(), version, "Graft Manual");
    page.section("NAME");
    String what = command.description().get(0).replaceFirst("\\.$", "");
    page.text(name + " - " + firstSentence(what));
    page.section("SYNOPSIS");
    synopsis();
    page.section("DESCRIPTION");
    paragraphs(command.description());
    commands();
    operands();
    options();
    exitCodes();
    footer();
    seeAlso();
    return new Page(name + ".1", page.toString());
  }

  private static String firstSentence(String text) {
    String first = text.split("(?<=[a-z])[.:] ", 2)[0];
    return first.substring(0, 1).toLowerCase(Locale.ROOT) + first.substring(1);
  }

  private void synopsis() {
    var words = new ArrayList<String>();
    words.add(Roff.bold(command.name()));
    String rest = command.synopsis().substring(command.name().length()).strip();
    Stream.of(rest.split(" ", -1))
        .filter(word -> !word.isEmpty())
        .map(Roff::escaped)
        .forEach(words::add);
    page.marked(words);
  }

  private void paragraphs(List<String> texts) {
    boolean isFirst = true;
    for (String text : texts.stream().filter(line -> !line.isBlank()).toList()) {
      if (!isFirst) {
        page.paragraph();
      }
      page.text(text);
      isFirst = false;
    }
  }

  private void commands() {
    if (command.commands().isEmpty()) {
      return;
    }
    page.section("COMMANDS");
    for (CommandText below : command.commands()) {
      page.tagged(Roff.bold(below.ownName()));
      page.text(below.description().get(0));
    }
  }

  private void operands() {
    if (command.operands().isEmpty()) {
      return;
    }
    page.section("ARGUMENTS");
    for (CommandText.Operand operand : command.operands()) {
      page.tagged(Roff.italic(operand.value().label()));
      page.text(operand.description());
    }
  }

  private void options() {
    page.section("OPTIONS");
    for (CommandText.Group group : command.groups()) {
      if (!group.heading().isEmpty()) {
        page.subsection(group.heading());
      }
      for (CommandText.Option option : group.options()) {
        page.tagged(tag(option));
        page.text(option.description());
      }
    }
  }

  private static String tag(CommandText.Option option) {
    String names = String.join(", ", option.names().stream().map(Roff::bold).toList());
    if (option.value().isNone()) {
      return names;
    }
    String value = "=" + Roff.italic(option.value().label());
    return names + (option.isAttached() ? "[" + value + "]" : value);
  }

  private void exitCodes() {
    if (program.exitCodes().isEmpty()) {
      return;
    }
    page.section("EXIT STATUS");
    program
        .exitCodes()
        .forEach(
            (code, meaning) -> {
              page.tagged(Roff.bold(code.strip()));
              page.text(meaning);
            });
  }

  private void footer() {
    if (command.footer().isEmpty()) {
      return;
    }
    String heading = command.footerHeading().isEmpty() ? "NOTES" : command.footerHeading();
    page.section(heading.toUpperCase(Locale.ROOT));
    for (String line : command.footer()) {
      Matcher entry = ENTRY.matcher(line);
      Matcher more = MORE.matcher(line);
      if (entry.matches()) {
        page.tagged(Roff.bold(entry.group(1)));
        page.text(entry.group(2));
      } else if (more.matches()) {
        page.text(more.group(1));
      } else {
        paragraphs(List.of(line));
      }
    }
  }

  private void seeAlso() {
    List<CommandText> others = command.equals(program) ? program.commands() : List.of(program);
    var names = new ArrayList<String>();
    for (int i = 0; i < others.size(); i++) {
      String end = i < others.size() - 1 ? "," : "";
      names.add(Roff.bold(pageName(others.get(i))) + "(1)" + end);
    }
    page.section("SEE ALSO");
    page.marked(names);
  }
}
