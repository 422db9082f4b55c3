package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.values.Choice;
import dev.graft.app.report.json.Inspection;
import dev.graft.app.report.json.SettingsText;
import dev.graft.app.report.text.FeatureWarnings;
import dev.graft.backbone.Backbone;
import dev.graft.compare.Entrant;
import dev.graft.compare.check.DataFindings;
import dev.graft.data.CrossDuplicates;
import dev.graft.data.Dataset;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.source.DataException;
import dev.graft.train.strategy.TrainSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options about what is done, before training, about images that should not be there. */
public final class DataCheckArgs {

  @Option(names = "--skip-unreadable", description = "leave out images that cannot be read")
  private boolean skipUnreadable;

  @Option(
      names = "--cross-duplicates",
      paramLabel = "HOW",
      completionCandidates = Duplicates.class,
      description = {
        "of training images with the pixels of a validation or test image: report them, or move"
            + " them out of training; files stay as they are (${DEFAULT-VALUE})"
      })
  private String crossDuplicates = SettingsText.word(CrossDuplicates.REPORT);

  @Option(
      names = "--check-data",
      description = {
        "check the images by the backbone's features first, as \"graft inspect\" does:"
            + " near-duplicates,"
            + " labels that are probably wrong, preprocessing that does not fit"
      })
  private boolean features;

  /** The words of {@code --cross-duplicates}. */
  static final class Duplicates extends Known {
    Duplicates() {
      super(CrossDuplicates.values());
    }
  }

  /** Refuses what cannot be, before anything is loaded. */
  public void check() {
    across();
  }

  private CrossDuplicates across() {
    return Choice.of("--cross-duplicates", crossDuplicates, CrossDuplicates.values());
  }

  /** Looks at every image, and leaves out what is to be left out. */
  public Images scan(Dataset data, int threads, Console console) throws DataException {
    return Images.check(data, skipUnreadable, across(), threads, console);
  }

  /**
   * What is known of the images that are left, of which the warnings are said.
   *
   * @param backbone by whose features they are checked
   * @param entrants the backbones that are compared, which warnings are about; without any it is
   *     {@code backbone}
   */
  public Inspection inspect(
      Images images,
      Backbone backbone,
      List<Entrant> entrants,
      TrainSettings settings,
      Console console) {
    List<Preprocessing> shown =
        entrants.isEmpty()
            ? List.of(backbone.preprocessing())
            : entrants.stream().map(each -> each.raced().model().preprocessing()).toList();
    var warnings =
        new ArrayList<>(
            shown.stream()
                .flatMap(each -> images.trainingWarnings(each).stream())
                .distinct()
                .toList());
    Images.tell(warnings, console);
    if (!features) {
      return new Inspection(images.scan(), Optional.empty(), warnings);
    }
    DataFindings found =
        FeatureCheck.of(images, backbone, settings.resources(), settings.seed(), console);
    var more = FeatureWarnings.of(found, images.data().classNames());
    Images.tell(more, console);
    warnings.addAll(more);
    return new Inspection(images.scan(), Optional.of(found), warnings);
  }
}
