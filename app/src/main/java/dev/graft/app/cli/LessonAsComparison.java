package dev.graft.app.cli;

import dev.graft.app.cli.options.LessonDataArgs;
import dev.graft.app.cli.run.WatchArgs;
import dev.graft.app.report.json.BegunCommand;
import dev.graft.app.report.text.LessonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The {@code graft compare} that makes the lesson's runs. */
record LessonAsComparison(String location, int epochs) {

  /** What says where images are and where results go, which the comparison is told otherwise. */
  private static final Set<String> NOT_TAKEN =
      Set.of("--data", "--out", "--overwrite", "--verbose", WatchArgs.WATCH);

  /**
   * {@code compare}, the images, and each option with its value.
   *
   * @param lesson the lesson's own command line, whose options hold here too
   */
  List<String> words(ParseResult lesson) {
    var options = new LinkedHashMap<String, String>();
    options.put("--strategies", String.join(",", LessonText.STRATEGIES));
    options.put("--epochs", String.valueOf(epochs));
    options.put("--lr", "1e-3");
    options.put("--batch-norm", "moving");
    options.put("--batch-size", String.valueOf(LessonCommand.BATCH_SIZE));
    options.put("--schedule", "constant");
    options.put("--warmup", "0");
    options.put("--fit", "squash");
    options.put("--validate-on", "test");
    options.put("--train-limit", String.valueOf(LessonDataArgs.TRAIN_IMAGES));
    options.put("--test-limit", String.valueOf(LessonDataArgs.TEST_IMAGES));
    options.put("--feature-cache", "off");
    for (OptionSpec option : lesson.matchedOptions()) {
      if (!NOT_TAKEN.contains(option.longestName())) {
        options.put(option.longestName(), value(option));
      }
    }
    var words = new ArrayList<String>();
    words.add("compare " + BegunCommand.word(location));
    for (Map.Entry<String, String> option : options.entrySet()) {
      words.add((option.getKey() + " " + option.getValue()).strip());
    }
    return words;
  }

  private static String value(OptionSpec option) {
    return option.typeInfo().isBoolean()
        ? ""
        : option.originalStringValues().stream()
            .map(BegunCommand::word)
            .collect(Collectors.joining(","));
  }
}
