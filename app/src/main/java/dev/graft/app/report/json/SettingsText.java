package dev.graft.app.report.json;

import dev.graft.torch.OptimizerSettings;
import dev.graft.train.evaluation.Metric;
import dev.graft.train.strategy.EarlyStopping;
import dev.graft.train.strategy.TrainSettings;
import java.util.Locale;

/** Training settings as a line of words. */
public final class SettingsText {

  private SettingsText() {}

  /** Such as {@code adam, batch 32, constant rates, augmentation flip, float32}. */
  public static String of(TrainSettings settings) {
    String decay = weightDecay(settings.optimizer());
    String smoothing =
        settings.labelSmoothing() == 0 ? "" : ", label smoothing " + settings.labelSmoothing();
    String mixup = settings.mixup() == 0 ? "" : ", mixup " + settings.mixup();
    String balanced = settings.balanced() ? ", classes count alike" : "";
    int warmup = settings.schedule().warmupSteps();
    return "%s%s, batch %s, %s rates%s, augmentation %s%s%s%s%s%s, %s"
        .formatted(
            optimizer(settings.optimizer()),
            decay,
            String.valueOf(settings.batchSize()),
            word(settings.schedule().shape()),
            warmup == 0 ? "" : " after " + warmup + " steps of warm-up",
            settings.augmentation().name(),
            smoothing,
            mixup,
            balanced,
            kept(settings.earlyStopping()),
            settings.metric() == Metric.ACCURACY ? "" : ", for " + settings.metric().phrase(),
            settings.resources().precision().id());
  }

  private static String kept(EarlyStopping earlyStopping) {
    if (!earlyStopping.keepsBest()) {
      return "";
    }
    return earlyStopping.patience() == 0
        ? ", best epoch kept"
        : ", best epoch kept, " + earlyStopping.patience() + " without a better one are the last";
  }

  /** A constant as users write it and reports show it: lower case, with hyphens. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The optimiser's name as users write it. */
  static String name(OptimizerSettings settings) {
    if (settings instanceof OptimizerSettings.Sgd) {
      return "sgd";
    }
    return settings instanceof OptimizerSettings.AdamW ? "adamw" : "adam";
  }

  private static String optimizer(OptimizerSettings settings) {
    if (settings instanceof OptimizerSettings.Sgd sgd) {
      return "sgd, %smomentum %s".formatted(sgd.nesterov() ? "Nesterov " : "", sgd.momentum());
    }
    return name(settings);
  }

  private static String weightDecay(OptimizerSettings settings) {
    double decay =
        settings instanceof OptimizerSettings.Sgd sgd
            ? sgd.weightDecay()
            : settings instanceof OptimizerSettings.AdamW adamW
                ? adamW.weightDecay()
                : ((OptimizerSettings.Adam) settings).weightDecay();
    return decay == 0 ? "" : ", weight decay " + decay;
  }
}
