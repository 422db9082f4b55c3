package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Meter;
import dev.graft.app.cli.values.UsageException;
import dev.graft.app.serve.Gallery;
import dev.graft.app.serve.ServedModel;
import dev.graft.data.Dataset;
import dev.graft.data.source.DataException;
import dev.graft.data.source.ImageSource;
import dev.graft.train.Neighbours;
import dev.graft.train.cache.Resources;
import dev.graft.train.features.Features;
import dev.graft.train.record.Event;
import dev.graft.train.strategy.TrainSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Options about the images among which a server finds those that look alike to a network. */
public final class NeighbourArgs {

  private static final String NEIGHBOURS = "--neighbours";

  /** What goes with them alone. */
  private static final List<String> MORE =
      List.of(
          "--neighbours-limit",
          "--train-limit",
          "--test-limit",
          "--test-fraction",
          "--validation-fraction",
          "--validate-on",
          "--seed",
          SplitArgs.GROUP_BY,
          SplitArgs.GROUP_COLUMN,
          "--offline",
          "--feature-cache",
          "--feature-cache-limit");

  @Option(
      names = NEIGHBOURS,
      paramLabel = "DATA",
      description = {
        "show which training images of DATA are most similar to the network; everyone who may"
            + " use the server then sees small pictures of them"
      })
  private String data;

  @Option(
      names = "--neighbours-limit",
      paramLabel = "N",
      description = "of more training images take N (${DEFAULT-VALUE})")
  private int limit = 20_000;

  @ArgGroup(
      validate = false,
      heading = "%nImages, split as \"graft train\" splits them, with --neighbours:%n",
      order = 31)
  private DataArgs images = new DataArgs();

  @ArgGroup(validate = false, heading = "%nFeature cache, with --neighbours:%n", order = 32)
  private FeatureCacheArgs cache = new FeatureCacheArgs();

  /** Refuses what cannot be, before anything is loaded. */
  public void check(ParseResult line) {
    for (String option : MORE) {
      if (data == null && line.hasMatchedOption(option)) {
        throw new UsageException(option + " goes with " + NEIGHBOURS);
      }
    }
    if (limit < 1) {
      throw new UsageException("--neighbours-limit must be 1 or more, got " + limit);
    }
  }

  /** Gives each of {@code models} its neighbours, if they are wanted, and says what to show. */
  public Optional<Gallery> addTo(List<ServedModel> models, TrainSettings settings, Console console)
      throws IOException {
    if (data == null) {
      return Optional.empty();
    }
    Resources resources = cache.applyTo(settings, console).resources();
    try (Dataset opened = images.open(data, console)) {
      Gallery gallery = gallery(chosen(opened), resources, console);
      long total = (long) gallery.size() * models.size();
      try (Meter meter = Meter.start(console, "Computing features", total, "images");
          var features = new Features(resources, event -> tell(event, console))) {
        for (int i = 0; i < models.size(); i++) {
          long before = (long) gallery.size() * i;
          ServedModel model = models.get(i);
          models.set(
              i,
              model.withNeighbours(
                  Neighbours.among(
                      gallery.images(),
                      model.classifier(),
                      resources,
                      features,
                      done -> meter.at(before + done))));
        }
      }
      console.tell(
          "graft: neighbours are found among %,d training images of %s",
          gallery.size(), opened.name());
      return Optional.of(gallery);
    }
  }

  private ImageSource chosen(Dataset opened) {
    ImageSource all = opened.train();
    return all.size() <= limit
        ? all
        : UsageException.check(() -> opened.trainSubset(limit, images.seed()));
  }

  private Gallery gallery(ImageSource chosen, Resources resources, Console console)
      throws DataException {
    Gallery gallery;
    try (Meter meter = Meter.start(console, "Reading images", chosen.size(), "images")) {
      gallery =
          Gallery.of(
              chosen,
              Math.max(resources.loaderThreads(), Runtime.getRuntime().availableProcessors()),
              meter::at,
              (name, reason) -> console.tell("graft: %s is left out: %s", name, reason));
    }
    if (gallery.size() == 0) {
      throw new DataException(
          data, "has no training image that can be read", "serve without " + NEIGHBOURS);
    }
    return gallery;
  }

  private static void tell(Event event, Console console) {
    if (event instanceof Event.Notice notice) {
      console.tell("graft: %s", notice.text());
    }
  }
}
