package dev.graft.app.cli.terminal;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Help in the console's style: headings, commands and options bold, nothing else. */
public record HelpStyle(Console console) {

  /** Parts of help that have headings, which stand at the left and end in a colon. */
  private static final List<String> WITH_HEADINGS =
      List.of(
          UsageMessageSpec.SECTION_KEY_OPTION_LIST,
          UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_FOOTER_HEADING);

  private static final Pattern HEADING = Pattern.compile("(?m)^\\S.*:$");

  /** Sees to {@code line} and the commands below it. */
  public void dress(CommandLine line) {
    line.setColorScheme(scheme(console.style()));
    heads(line);
    line.getSubcommands().values().forEach(HelpStyle::heads);
  }

  /** Whether colours are used is for {@code style} to say, not for picocli to guess. */
  public static ColorScheme scheme(Style style) {
    return new ColorScheme.Builder(style.on() ? Ansi.ON : Ansi.OFF)
        .commands(Ansi.Style.bold)
        .options(Ansi.Style.bold)
        .build();
  }

  private static void heads(CommandLine line) {
    Map<String, IHelpSectionRenderer> sections = line.getHelpSectionMap();
    for (String key : WITH_HEADINGS) {
      IHelpSectionRenderer plain = sections.get(key);
      sections.put(key, new Headed(plain));
    }
    line.setHelpSectionMap(sections);
  }

  private record Headed(IHelpSectionRenderer plain) implements IHelpSectionRenderer {
    @Override
    public String render(Help help) {
      var style = new Style(help.ansi().enabled());
      return HEADING
          .matcher(plain.render(help))
          .replaceAll(found -> Matcher.quoteReplacement(style.bold(found.group())));
    }
  }
}
