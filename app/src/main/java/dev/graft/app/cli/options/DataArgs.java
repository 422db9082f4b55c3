package dev.graft.app.cli.options;

import dev.graft.app.cli.values.Choice;
import dev.graft.app.report.json.SettingsText;
import dev.graft.data.source.DataOptions;
import dev.graft.data.source.ValidateOn;
import picocli.CommandLine.Option;

/** Options about images and how they are split. */
public final class DataArgs extends SplitArgs {

  private static final DataOptions DEFAULTS = DataOptions.defaults();

  @Option(
      names = "--validation-fraction",
      paramLabel = "SHARE",
      description = "of the training images, where DATA has no validation split (${DEFAULT-VALUE})")
  private double validationFraction = DEFAULTS.validationFraction();

  @Option(
      names = "--validate-on",
      paramLabel = "SPLIT",
      completionCandidates = Validations.class,
      description = {
        "split evaluated after each epoch: validation, or test, which holds out no validation"
            + " images (${DEFAULT-VALUE})"
      })
  private String validateOn = SettingsText.word(DEFAULTS.validateOn());

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "of splits; in training, of order, views and first weights too (${DEFAULT-VALUE})")
  private long seed = DEFAULTS.seed();

  /** The words of {@code --validate-on}. */
  static final class Validations extends Known {
    Validations() {
      super(ValidateOn.values());
    }
  }

  public long seed() {
    return seed;
  }

  @Override
  public ValidateOn validateOn() {
    return Choice.of("--validate-on", validateOn, ValidateOn.values());
  }

  @Override
  DataOptions complete(DataOptions options) {
    return options.withValidationFraction(validationFraction).withSeed(seed);
  }
}
