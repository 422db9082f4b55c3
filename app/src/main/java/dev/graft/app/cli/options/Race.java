package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.report.text.Wrap;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.Backbone;
import dev.graft.backbone.CommercialUse;
import dev.graft.backbone.MissingWeightsException;
import dev.graft.backbone.PublishedWeights;
import dev.graft.backbone.TaggedName;
import dev.graft.backbone.WeightLocator;
import dev.graft.backbone.WeightOrigin;
import dev.graft.compare.Entrant;
import dev.graft.torch.compute.Compute;
import dev.graft.train.features.Interruption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Backbones that are compared, as {@code --backbones} names them: {@code NAME}, {@code NAME.TAG} or
 * {@code NAME=WEIGHTS}, or {@code auto} for those whose weights are on this machine.
 *
 * @param left what {@code auto} left out because of its licence
 */
record Race(List<Named> backbones, List<String> left) {

  static final String AUTO = "auto";

  /**
   * One of them.
   *
   * @param text as the user named it
   * @param label what tables call it
   * @param weights what is asked for; empty: the default
   */
  record Named(String text, String label, Architecture architecture, Optional<String> weights) {

    private Named called(String other) {
      return new Named(text, other, architecture, weights);
    }
  }

  /** Finds weights. */
  @FunctionalInterface
  interface Finder {
    WeightOrigin find(Architecture architecture, Optional<String> wanted) throws IOException;
  }

  /** Reads them. */
  @FunctionalInterface
  interface Reader {
    Backbone read(Architecture architecture, WeightOrigin origin) throws IOException;
  }

  /**
   * Reads the words; nothing is fetched.
   *
   * @throws UsageException if one is none or there twice, or there are fewer than two
   */
  static Race of(String text, WeightLocator locator) {
    return text.strip().equals(AUTO) ? here(locator) : listed(text);
  }

  private static Race listed(String text) {
    List<Named> all =
        Arrays.stream(text.split(",", -1)).map(String::strip).map(Race::named).toList();
    var texts = new HashSet<String>();
    for (Named each : all) {
      if (!texts.add(each.text())) {
        throw new UsageException(
            "--backbones: each may be named once, %s is there twice".formatted(each.text()));
      }
    }
    if (all.size() < 2) {
      throw new UsageException(
          "--backbones compares two or more, got %s alone: name another, or take it with --backbone"
              .formatted(text.strip()));
    }
    return new Race(labelled(all), List.of());
  }

  private static Named named(String text) {
    if (text.equals(AUTO)) {
      throw new UsageException("--backbones auto takes what is on this machine: it stands alone");
    }
    if (BackboneArgs.isGraph(text)) {
      throw new UsageException(
          "--backbones %s: ONNX files are compared one at a time, each with --backbone"
              .formatted(text));
    }
    int at = text.indexOf('=');
    if (at < 0) {
      TaggedName name = BackboneArgs.tagged(text);
      return new Named(text, text, name.architecture(), name.weights());
    }
    TaggedName name = BackboneArgs.tagged(text.substring(0, at));
    String weights = text.substring(at + 1);
    if (name.weights().isPresent() || weights.isEmpty()) {
      throw new UsageException(
          "--backbones %s: NAME=WEIGHTS has a name without a tag and a file, a folder or hf:OWNER/NAME"
              .formatted(text));
    }
    return new Named(text, text, name.architecture(), Optional.of(weights));
  }

  /** The shortest names by which they and the files of their models differ. */
  private static List<Named> labelled(List<Named> all) {
    List<Function<Named, String>> forms =
        List.of(
            each -> each.text().replaceFirst("=.*", ""),
            each -> each.text().replaceFirst("=.*/(?=[^/])", "="));
    for (Function<Named, String> form : forms) {
      Set<String> files =
          new HashSet<>(all.stream().map(form).map(l -> l.replaceAll("[^\\w.-]+", "_")).toList());
      if (files.size() == all.size()) {
        return all.stream().map(each -> each.called(form.apply(each))).toList();
      }
    }
    return all;
  }

  /** Everything on this machine that everybody may use. */
  private static Race here(WeightLocator locator) {
    var found = new ArrayList<Named>();
    var left = new ArrayList<String>();
    for (Architecture architecture : Architecture.known()) {
      Optional<PublishedWeights> standard = architecture.defaultWeights();
      for (PublishedWeights weights : architecture.weights()) {
        Optional<String> tag = Optional.of(weights.tag());
        if (locator.find(architecture, tag).isEmpty()) {
          continue;
        }
        String full = architecture.id() + "." + weights.tag();
        String name = standard.equals(Optional.of(weights)) ? architecture.id() : full;
        if (weights.commercialUse() == CommercialUse.ALLOWED) {
          found.add(new Named(name, name, architecture, tag));
        } else {
          left.add("%s (%s)".formatted(full, weights.commercialUse().words()));
        }
      }
    }
    if (found.size() < 2) {
      throw new UsageException(
          ("--backbones auto compares those on this machine, and there is only %s%s: name others, which"
                  + " are downloaded, or put their weights into %s")
              .formatted(
                  String.join(", ", found.stream().map(Named::label).toList()),
                  left.isEmpty() ? "" : " beside " + String.join(", ", left),
                  locator.folder()));
    }
    return new Race(List.copyOf(found), List.copyOf(left));
  }

  /** That of the first. */
  Architecture first() {
    return backbones.get(0).architecture();
  }

  /** Options that take the one of that label. */
  List<String> options(String label) {
    Named named =
        backbones.stream().filter(each -> each.label().equals(label)).findFirst().orElseThrow();
    int at = named.text().indexOf('=');
    return at < 0
        ? List.of("--backbone=" + named.text())
        : List.of(
            "--backbone=" + named.text().substring(0, at),
            "--weights=" + named.text().substring(at + 1));
  }

  /** Refuses weights that are not here and cannot be had, before anything is computed. */
  void check(WeightLocator locator) throws MissingWeightsException {
    var missing = new ArrayList<String>();
    for (Named each : backbones) {
      if (found(each, locator).isEmpty()) {
        missing.add(each.label());
      }
    }
    if (locator.isOffline() && !missing.isEmpty()) {
      throw new MissingWeightsException(
          ("--backbones: the weights of %s are not on this machine, and Graft is offline (--offline or"
                  + " HF_HUB_OFFLINE): go online, give files as NAME=FILE, or take what is here with"
                  + " --backbones auto")
              .formatted(String.join(", ", missing)),
          null);
    }
  }

  private static Optional<WeightOrigin> found(Named each, WeightLocator locator) {
    try {
      return locator.find(each.architecture(), each.weights());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--backbones %s: %s".formatted(each.text(), e.getMessage()));
    }
  }

  /** All of them, found, read once and timed: cheapest first. */
  List<Entrant> entrants(Finder finder, Reader reader, Compute compute, Console console)
      throws IOException {
    if (!left.isEmpty()) {
      console.say(
          Wrap.lines(
              "Left out by --backbones auto, to be named if they are meant: "
                  + String.join(", ", left)));
    }
    var origins = new ArrayList<WeightOrigin>();
    for (Named each : backbones) {
      origins.add(found(each, finder));
    }
    var entrants = new ArrayList<Entrant>();
    for (int i = 0; i < origins.size(); i++) {
      Interruption.check();
      Named each = backbones.get(i);
      WeightOrigin origin = origins.get(i);
      entrants.add(
          Entrant.of(each.label(), () -> reader.read(each.architecture(), origin), compute));
      console.say("%s", line(entrants.get(i)));
    }
    entrants.sort(Comparator.comparingDouble(entrant -> entrant.raced().secondsPerImage()));
    return entrants;
  }

  private static WeightOrigin found(Named each, Finder finder) throws IOException {
    try {
      return finder.find(each.architecture(), each.weights());
    } catch (MissingWeightsException e) {
      throw new MissingWeightsException(
          "--backbones %s: %s (here a file is %s=FILE)"
              .formatted(each.text(), e.getMessage(), each.architecture()),
          e);
    }
  }

  private static String line(Entrant entrant) {
    return String.format(
        Locale.ROOT,
        "Measured  %s: %.1f s for the features of 1,000 images",
        entrant.raced().label(),
        1000 * entrant.raced().secondsPerImage());
  }
}
