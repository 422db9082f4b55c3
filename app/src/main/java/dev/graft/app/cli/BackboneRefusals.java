package dev.graft.app.cli;

import dev.graft.app.cli.run.WatchArgs;
import dev.graft.app.cli.values.UsageException;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.ParseResult;

/** Options of {@code graft compare} that do not go with {@code --backbones}. */
final class BackboneRefusals {

  /** What a comparison of backbones settles itself, and why. */
  private static final Map<String, String> SETTLED =
      new TreeMap<>(
          Map.of(
              "--strategies",
              "compares backbones by their probe; strategies of the one it picks come next",
              "--seeds",
              "fits probes, in which no seed has a part",
              "--budget",
              "fits probes, which have no learning rate to look for",
              "--trials",
              "fits probes, which have no learning rate to look for",
              WatchArgs.WATCH,
              "shows one line a backbone and no page"));

  private BackboneRefusals() {}

  /** Refuses them, each with its reason. */
  static void check(ParseResult line) {
    SETTLED.forEach(
        (option, why) -> {
          if (line.hasMatchedOption(option)) {
            throw new UsageException(
                "%s %s: leave %s out".formatted(CompareCommand.BACKBONES, why, option));
          }
        });
  }
}
