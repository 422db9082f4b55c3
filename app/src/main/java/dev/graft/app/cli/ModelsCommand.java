package dev.graft.app.cli;

import dev.graft.app.cli.options.BackboneArgs;
import dev.graft.app.cli.options.GraphName;
import dev.graft.app.cli.options.Known;
import dev.graft.app.cli.terminal.Console;
import dev.graft.app.report.text.TextTable;
import dev.graft.app.report.text.Wrap;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.PublishedWeights;
import dev.graft.backbone.Stage;
import dev.graft.backbone.WeightLocator;
import dev.graft.backbone.WeightOrigin;
import dev.graft.backbone.graph.GraphFile;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.layers.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = Known.Backbones.class,
      description =
          "one backbone, with all its stages and weights; or a part of a name or of a family's; or"
              + " onnx:FILE: what an ONNX file takes and gives, and where it can be cut")
  private String name;

  ModelsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (name != null && BackboneArgs.isGraph(name)) {
      graph(GraphName.parse(name));
      return 0;
    }
    var locator = WeightLocator.create(console.environment(), true, (received, total) -> {});
    boolean one = name != null && Architecture.known().stream().anyMatch(a -> a.id().equals(name));
    Map<String, List<Architecture>> found = one ? Map.of() : like(name == null ? "" : name);
    if (name != null && found.isEmpty()) {
      detail(BackboneArgs.named(name), locator);
    } else {
      list(found, locator);
    }
    return 0;
  }

  private void graph(GraphName named) throws IOException {
    GraphFile file = GraphFile.read(named.file());
    file.inputs().forEach(input -> console.say("takes %s", input));
    file.outputs().forEach(output -> console.say("gives %s", output));
    console.say("");
    console.say("%-18s %-18s %s", "shape", "operator", "#NODE");
    for (GraphFile.Place place : file.places(Preprocessing.imageNet().inputSize())) {
      console.say("%-18s %-18s %s", place.shape(), place.operator(), place.name());
    }
    console.say("");
    Wrap.lines(
            "All of an image passes through each of these; of several in a row with one shape the"
                + " last is listed, and any other value or node can be named as well. --backbone"
                + " onnx:FILE#NODE takes features there, --backbone onnx:FILE those of the output.")
        .forEach(console::say);
  }

  /** Backbones by the names of their families, where either has {@code part} in it. */
  private static Map<String, List<Architecture>> like(String part) {
    String wanted = part.toLowerCase(Locale.ROOT);
    var all = new LinkedHashMap<String, List<Architecture>>();
    var others = new ArrayList<>(Architecture.known());
    Architecture.families()
        .forEach(
            (family, members) -> {
              all.put(family, members);
              others.removeAll(members);
            });
    all.put("Others", others);
    var found = new LinkedHashMap<String, List<Architecture>>();
    all.forEach(
        (family, members) -> {
          boolean whole = family.toLowerCase(Locale.ROOT).contains(wanted);
          List<Architecture> fitting =
              members.stream().filter(a -> whole || a.id().contains(wanted)).toList();
          if (!fitting.isEmpty()) {
            found.put(family, fitting);
          }
        });
    return found;
  }

  private void list(Map<String, List<Architecture>> families, WeightLocator locator) {
    var table =
        new TextTable(List.of("backbone", "params", "GMACs", "input", "licence", "here"), 1);
    Map<String, ListedSize> sizes = ListedSize.known();
    for (List<Architecture> members : families.values()) {
      for (Architecture each : members) {
        ListedSize known = sizes.get(each.id());
        table.add(row(each, known == null ? ListedSize.of(each) : known, locator));
      }
    }
    List<String> lines = table.lines();
    console.say(lines.subList(0, 2));
    int at = 2;
    for (Map.Entry<String, List<Architecture>> family : families.entrySet()) {
      console.say(family.getKey());
      int end = at + family.getValue().size();
      console.say(lines.subList(at, end));
      at = end;
    }
    Wrap.lines(
            "params: with a head of 1,000 classes. GMACs: 10^9 multiply-adds of an image, those of"
                + " convolutions, linear layers and attention. input: its side in pixels. licence: of"
                + " the default weights, the first that allow commercial use. here: whether any are."
                + " \"graft models PART\" lists fewer, \"graft models NAME\" shows stages and all"
                + " weights, and --backbone NAME.TAG takes them. What is"
                + " not here is downloaded when it is needed, or bring the file and put it into "
                + locator.folder()
                + ".")
        .forEach(console::say);
  }

  private static List<String> row(
      Architecture architecture, ListedSize size, WeightLocator locator) {
    Optional<PublishedWeights> weights =
        architecture.defaultWeights().or(() -> architecture.weights().stream().findFirst());
    boolean here =
        architecture.weights().stream()
            .anyMatch(published -> where(locator, architecture, published).isPresent());
    return List.of(
        architecture.id(),
        format("%.1f M", size.parameters() / 1e6),
        giga(size.multiplyAdds()),
        String.valueOf(size.side()),
        weights.map(PublishedWeights::licence).orElse("-"),
        here ? "yes" : "no");
  }

  private void detail(Architecture architecture, WeightLocator locator) {
    ListedSize size = ListedSize.of(architecture);
    console.say(
        Wrap.hanging(
            "",
            format(
                "%s: %,d parameters with a head of 1,000 classes, %,d features, %s GMACs"
                    + " for an image of %d x %d pixels",
                architecture.id(),
                size.parameters(),
                architecture.featureWidth(),
                giga(size.multiplyAdds()),
                size.side(),
                size.side())));
    console.say("");
    print(stages(architecture, size.side()));
    for (PublishedWeights published : architecture.weights()) {
      console.say("");
      detail(architecture, published, locator);
    }
  }

  private static TextTable stages(Architecture architecture, int side) {
    var stages = new TextTable(List.of("stage", "channels", "stride", "parameters", "GMACs"));
    Shape shape = Shape.of(3, side, side);
    for (Stage stage : architecture.stages()) {
      stages.add(
          List.of(
              stage.name(),
              String.valueOf(stage.output().width()),
              stage.output().stride() == 0 ? "-" : String.valueOf(stage.output().stride()),
              format("%,d", stage.layer().parameters()),
              format("%.3f", stage.layer().multiplyAdds(shape) / 1e9)));
      shape = stage.layer().output(shape);
    }
    return stages;
  }

  private void detail(
      Architecture architecture, PublishedWeights published, WeightLocator locator) {
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

  /** Three digits, or one behind the point where that is more. */
  private static String giga(long multiplyAdds) {
    double count = multiplyAdds / 1e9;
    return format(count < 10 ? "%.2f" : "%.1f", count);
  }

  private static Optional<WeightOrigin> where(
      WeightLocator locator, Architecture architecture, PublishedWeights published) {
    return locator.find(architecture, Optional.of(published.tag()));
  }

  private void print(TextTable table) {
    console.say(table.lines());
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
