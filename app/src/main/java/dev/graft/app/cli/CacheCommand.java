package dev.graft.app.cli;

import dev.graft.app.cli.options.BackboneArgs;
import dev.graft.app.cli.options.FeatureCacheArgs;
import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.report.text.TextTable;
import dev.graft.train.cache.FeatureCache;
import dev.graft.train.features.FeatureFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What frozen stages computed and later commands will find. */
@Command(
    name = "cache",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Lists the outputs of frozen stages that are kept for later commands, or deletes them."
    })
final class CacheCommand implements Callable<Integer> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final Console console;

  @Option(
      names = "--feature-cache",
      paramLabel = "DIR",
      description = "the folder with cached features; by default features/ in Graft's cache")
  private Path folder;

  @Option(
      names = "--backbone",
      paramLabel = "NAME",
      completionCandidates = Known.Backbones.class,
      description = "list or delete only what this backbone computed, named as in the list")
  private String backbone;

  @Option(names = "--clear", description = "delete what would be listed")
  private boolean clear;

  CacheCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (backbone != null && !BackboneArgs.isGraph(backbone)) {
      BackboneArgs.named(backbone);
    }
    Path place = folder == null ? FeatureCacheArgs.standard(console) : folder;
    var cache = new FeatureFolders(FeatureCache.defaults(place));
    List<FeatureFolders.Entry> entries =
        cache.entries().stream()
            .filter(entry -> backbone == null || entry.backbone().equals(backbone))
            .toList();
    if (clear) {
      for (FeatureFolders.Entry entry : entries) {
        cache.delete(entry);
      }
    } else if (!entries.isEmpty()) {
      console.say(table(entries));
    }
    long bytes = entries.stream().mapToLong(FeatureFolders.Entry::bytes).sum();
    console.say("%s %s in %s", clear ? "Deleted" : "In all", format("%.1f MB", bytes / 1e6), place);
    return 0;
  }

  private static List<String> table(List<FeatureFolders.Entry> entries) {
    var table =
        new TextTable(
            List.of("backbone", "frozen to", "precision", "input", "images", "views", "MB", "used"),
            3);
    for (FeatureFolders.Entry entry : entries) {
      boolean known = !entry.backbone().isEmpty();
      table.add(
          List.of(
              known ? entry.backbone() : "(unreadable)",
              entry.lastStage(),
              entry.precision(),
              known ? String.valueOf(entry.inputSize()) : "",
              format("%,d", entry.images()),
              format("%,d", entry.views()),
              format("%.1f", entry.bytes() / 1e6),
              TIME.format(entry.lastUsed())));
    }
    return table.lines();
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
