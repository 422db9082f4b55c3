package dev.graft.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts, asked by the shells they are for. */
final class CompletionTest {

  /** In all of them: what is typed, and what it becomes when the tabulator is pressed. */
  private static final Map<String, String> UNIQUE = new LinkedHashMap<>();

  static {
    UNIQUE.put("graft compa", "graft compare");
    UNIQUE.put("graft compare --str", "graft compare --strategies");
    UNIQUE.put("graft compare demo: --prec", "graft compare demo: --precision");
    UNIQUE.put("graft compare --precision bf", "graft compare --precision bfloat16");
    UNIQUE.put("graft compare --precision=bf", "graft compare --precision=bfloat16");
    UNIQUE.put("graft compare --strategies fea", "graft compare --strategies feature-extract");
    UNIQUE.put(
        "graft compare --strategies probe,partial:layer4,fi",
        "graft compare --strategies probe,partial:layer4,fine-tune");
    UNIQUE.put("graft compare --strategies=lp-ft,gr", "graft compare --strategies=lp-ft,gradual");
    UNIQUE.put("graft train --backbone resnet18_", "graft train --backbone resnet18_slim");
    UNIQUE.put("graft --verbose models resnet18_", "graft --verbose models resnet18_slim");
    UNIQUE.put("graft compare --feature-cache o", "graft compare --feature-cache off");
    UNIQUE.put("graft compare wei", "graft compare weights.pth");
    UNIQUE.put("graft compare cifar100", "graft compare cifar100:");
    UNIQUE.put("graft compare --weights wei", "graft compare --weights weights.pth");
    UNIQUE.put("graft compare --out ph", "graft compare --out photos");
    UNIQUE.put("graft compare --out=ph", "graft compare --out=photos");
    UNIQUE.put("graft compare --watch ph", "graft compare --watch photos"); // PORT behind = alone
    UNIQUE.put("graft export m --no-", "graft export m --no-verify");
    UNIQUE.put("graft inspect --group-by par", "graft inspect --group-by parent");
    UNIQUE.put("graft completion f", "graft completion fish");
    UNIQUE.put("graft man pret", "graft man pretrain");
    UNIQUE.put("graft prep", "graft prep"); // hidden
    UNIQUE.put("graft compare --seeds wei", "graft compare --seeds wei"); // a number, no file
  }

  @TempDir static Path folder;

  @BeforeAll
  static void write() throws IOException {
    Files.createFile(folder.resolve("weights.pth"));
    Files.createDirectory(folder.resolve("photos"));
    for (String shell : List.of("bash", "zsh", "fish")) {
      Files.writeString(
          folder.resolve("graft." + shell), Invocation.of("completion", shell).succeeded().out());
    }
  }

  @Test
  void bashCompletes() throws IOException {
    Shell.assume("bash");
    Path script =
        Files.writeString(
            folder.resolve("ask.bash"),
            """
            source ./graft.bash
            for line in "$@"; do
              COMP_LINE="$line" COMP_POINT=${#line} COMPREPLY=()
              [[ "$line" =~ ([^\\ :=]*)$ ]]
              _graft
              [ "${#COMPREPLY[@]}" = 1 ] || COMPREPLY=("${BASH_REMATCH[1]}")
              echo "${line%"${BASH_REMATCH[1]}"}${COMPREPLY[0]}"
            done
            """);
    var command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(UNIQUE.keySet());
    assertThat(Shell.run(folder, command.toArray(String[]::new)))
        .containsExactlyElementsOf(UNIQUE.values());
  }

  @Test
  void bashCompletesWordsThatItBrokeItself() throws IOException {
    Shell.assume("bash");
    String script =
        "source ./graft.bash; COMP_WORDS=(graft compare --str); COMP_CWORD=2; _graft; echo"
            + " \"${COMPREPLY[@]}\"; complete -p graft";
    assertThat(Shell.run(folder, "bash", "-c", script))
        .containsExactly("--strategies", "complete -F _graft graft");
  }

  @Test
  void zshCompletes() throws IOException {
    Shell.assume("zsh");
    Path script =
        Files.writeString(
            folder.resolve("ask.zsh"),
            """
            zmodload zsh/zpty
            zpty z zsh -f -i
            zpty -w z 'TERM=dumb PS1= ; unsetopt beep; autoload -Uz compinit; compinit -u -D'
            zpty -w z 'source ./graft.zsh; show() { print -r -- "<<$BUFFER>>"; BUFFER= }; zle -N show'
            zpty -w z 'bindkey -e; bindkey "^T" show; print READY$((1+1))'
            zpty -r -m z said '*READY2*'
            for line in "$@"; do
              zpty -w -n z "$line"$'\\t\\x14'
              zpty -r -m z said '*<<*>>*'
              said="${${said##*<<}%%>>*}"
              print -r -- "${said%%[ ,=/]}"
            done
            zpty -d z
            """);
    var command = new ArrayList<>(List.of("zsh", "-f", script.toString()));
    command.addAll(UNIQUE.keySet());
    assertThat(Shell.run(folder, command.toArray(String[]::new)))
        .containsExactlyElementsOf(UNIQUE.values());
  }

  @Test
  void fishCompletes() throws IOException {
    Shell.assume("fish");
    Path script =
        Files.writeString(
            folder.resolve("ask.fish"),
            """
            source ./graft.fish
            for line in $argv
                set -l found (complete -C $line | string split -f 1 \\t)
                test (count $found) = 1; or set found (string match -r '[^ ]*$' -- $line)
                echo (string replace -r '[^ ]*$' '' -- $line)(string trim -r -c / -- $found)
            end
            """);
    var command = new ArrayList<>(List.of("fish", "--no-config", script.toString()));
    command.addAll(UNIQUE.keySet());
    assertThat(Shell.run(folder, command.toArray(String[]::new)))
        .containsExactlyElementsOf(UNIQUE.values());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void everyOptionOfEveryCommandIsThereAndNothingHidden(String shell) throws IOException {
    String script = Files.readString(folder.resolve("graft." + shell));
    assertThat(script).doesNotContain("prepare");
    var option = Pattern.compile("(?m)^(?: {6}|  -h, )--(?:\\[no-\\])?([a-z-]+)");
    for (String command : Help.commands()) {
      var matcher = option.matcher(Invocation.of(command, "--help").out());
      while (matcher.find()) {
        String name = shell.equals("fish") ? "-l " + matcher.group(1) : "--" + matcher.group(1);
        assertThat(Help.about(command, script, shell)).as(command).contains(name);
      }
    }
  }

  @Test
  void otherShellsAreRefused() {
    Invocation.of("completion", "ksh").failedWith(2, "bash, zsh, fish", "ksh");
  }

  /** What the help lists, and where a script speaks of it. */
  private static final class Help {

    static List<String> commands() {
      return Pattern.compile("(?m)^  ([a-z-]+)  ")
          .matcher(Invocation.of("--help").out())
          .results()
          .map(found -> found.group(1))
          .toList();
    }

    static String about(String command, String script, String shell) {
      if (shell.equals("zsh")) {
        int from = script.indexOf("    " + command + ")\n");
        assertThat(from).as(command).isPositive();
        return script.substring(from, script.indexOf(";;", from));
      }
      String start =
          shell.equals("bash") ? "'" + command + "') options=" : "__graft_at " + command + "\"";
      return script.lines().filter(line -> line.contains(start)).collect(Collectors.joining("\n"));
    }
  }
}
