package dev.graft.app.cli;

import dev.graft.app.cli.options.BackboneArgs;
import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.StageNames;
import dev.graft.app.report.text.TextTable;
import dev.graft.app.report.text.Wrap;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.CommercialUse;
import dev.graft.backbone.PublishedWeights;
import dev.graft.backbone.Stage;
import dev.graft.backbone.WeightLocator;
import dev.graft.backbone.WeightOrigin;
import dev.graft.torch.layers.Entry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The backbones there are, and whether their weights are here. Uses no network. */
@Command(
    name = "models",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = "Lists the backbones, their weights, and whether these are on this machine.")
final class ModelsCommand implements Callable<Integer> {

  /** The classes of ImageNet, for which the published heads are. */
  private static final int IMAGENET = 1000;

  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = Known.Backbones.class,
      description = "one backbone, with all its stages")
  private String name;

  ModelsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var locator = WeightLocator.create(console.environment(), true, (received, total) -> {});
    if (name == null) {
      list(locator);
    } else {
      detail(BackboneArgs.named(name), locator);
    }
    return 0;
  }

  private void list(WeightLocator locator) {
    var backbones =
        new TextTable(List.of("backbone", "stages", "parameters", "", "features", "input"), 2);
    for (Architecture architecture : Architecture.known()) {
      long parameters = architecture.parameters(IMAGENET);
      backbones.add(
          List.of(
              architecture.id(),
              StageNames.shorten(architecture.stageNames()),
              format("%,d", parameters),
              format("%.1f M", parameters / 1e6),
              String.valueOf(architecture.featureWidth()),
              inputSize(architecture)));
    }
    print(backbones);
    console.say("parameters: with a head of 1,000 classes. Stages are what partial:STAGE takes.");
    console.say("");
    var weights = new TextTable(List.of("backbone", "weights", "licence", "here", "size"), 4);
    for (Architecture architecture : Architecture.known()) {
      for (PublishedWeights published : first(architecture)) {
        weights.add(
            List.of(
                architecture.id(),
                published.tag(),
                licence(published),
                where(locator, architecture, published).map(ModelsCommand::place).orElse("no"),
                size(published)));
      }
    }
    print(weights);
    Wrap.lines(
            "The first weights of a backbone that allow commercial use are its default; \"graft models"
                + " NAME\" lists all of its tags, and --backbone NAME.TAG takes them. What is not here is downloaded when"
                + " it is needed, or bring the file and put it into "
                + locator.folder()
                + ".")
        .forEach(console::say);
  }

  private void detail(Architecture architecture, WeightLocator locator) {
    console.say(
        "%s: %,d parameters with a head of 1,000 classes, %,d features",
        architecture.id(), architecture.parameters(IMAGENET), architecture.featureWidth());
    console.say("");
    var stages = new TextTable(List.of("stage", "channels", "stride", "parameters"));
    for (Stage stage : architecture.stages()) {
      stages.add(
          List.of(
              stage.name(),
              String.valueOf(stage.output().width()),
              stage.output().stride() == 0 ? "-" : String.valueOf(stage.output().stride()),
              format("%,d", parameters(stage))));
    }
    print(stages);
    for (PublishedWeights published : architecture.weights()) {
      console.say("");
      console.say(
          Wrap.hanging(
              "",
              "%s  %s, %s (%s)"
                  .formatted(
                      published.tag(),
                      published.fileName(),
                      published.licence(),
                      published.commercialUse().words())));
      String here =
          where(locator, architecture, published)
              .map(origin -> "here: " + origin.file())
              .orElse("not here");
      console.say(Wrap.hanging("  ", published.note()));
      console.say(Wrap.hanging("  ", "from " + published.location()));
      console.say("  %s", here);
    }
  }

  /** The architecture's own, else timm's default; "graft models NAME" lists all. */
  private static List<PublishedWeights> first(Architecture architecture) {
    List<PublishedWeights> all = architecture.weights();
    List<PublishedWeights> own = all.stream().filter(w -> w.approximateBytes() > 0).toList();
    return own.isEmpty() ? all.subList(0, Math.min(1, all.size())) : own;
  }

  private static String licence(PublishedWeights published) {
    return published.commercialUse() == CommercialUse.ALLOWED
        ? published.licence()
        : published.licence() + ", " + published.commercialUse().words();
  }

  private static String size(PublishedWeights published) {
    return published.approximateBytes() == 0
        ? "-"
        : format("%.1f MB", published.approximateBytes() / 1e6);
  }

  private static Optional<WeightOrigin> where(
      WeightLocator locator, Architecture architecture, PublishedWeights published) {
    return locator.find(architecture, Optional.of(published.tag()));
  }

  /** "PyTorch's cache, resnet18-f37072fd.pth" without the file's name. */
  private static String place(WeightOrigin origin) {
    String description = origin.description();
    int comma = description.indexOf(',');
    return comma < 0 ? description : description.substring(0, comma);
  }

  private static String inputSize(Architecture architecture) {
    return architecture.weights().stream()
        .findFirst()
        .map(published -> String.valueOf(published.preprocessing().inputSize()))
        .orElse("-");
  }

  private static long parameters(Stage stage) {
    return stage.layer().entries().stream()
        .filter(Entry::isParameter)
        .mapToLong(Entry::elements)
        .sum();
  }

  private void print(TextTable table) {
    console.say(table.lines());
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
