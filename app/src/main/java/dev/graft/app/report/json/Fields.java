package dev.graft.app.report.json;

import dev.graft.backbone.Backbone;
import dev.graft.compare.advice.Baseline;
import dev.graft.compare.advice.Contrast;
import dev.graft.compare.advice.Difference;
import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.check.DataFindings;
import dev.graft.compare.curve.Crossing;
import dev.graft.compare.curve.CurveFit;
import dev.graft.compare.curve.CurveLevel;
import dev.graft.compare.curve.CurveMode;
import dev.graft.compare.curve.CurvePoint;
import dev.graft.compare.curve.CurveReading;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.RacedBackbone;
import dev.graft.compare.record.Tuning;
import dev.graft.compare.summary.Interval;
import dev.graft.data.DataReport;
import dev.graft.torch.MeasuredSpeed;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Confusion;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.RunRecord;
import dev.graft.train.strategy.Strategy;
import dev.graft.train.strategy.TrainSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the JSON of a record is not a field for each component, in order. The fields that are named
 * come first, then the other components:
 *
 * <pre>
 * method        a component, or a figure that is drawn from the record and not read back
 * method=field  the same by another name
 * method=*      no field: the fields of that record stand here
 * method=pre*   the same, each with "pre" before its name
 * method?       left out where it is empty or 0
 * method!       read, where it is there, and never written
 * method-       never written
 * method=       no object: the value stands for the record, which is made of it alone
 * </pre>
 */
final class Fields {

  /** What becomes of a method's value. */
  enum Kind {
    FIELD,
    AMONG_OTHERS,
    UNLESS_EMPTY,
    READ_ONLY,
    LEFT_OUT,
    WHOLE
  }

  /**
   * One of them.
   *
   * @param name of the field, or what stands before the names of those that stand among others
   */
  record Field(String method, String name, Kind kind) {

    private static Field of(String text) {
      String method = text.replaceFirst("[=?!-].*", "");
      String rest = text.substring(method.length());
      return switch (rest.isEmpty() ? ' ' : rest.charAt(rest.length() - 1)) {
        case '*' -> new Field(method, rest.substring(1, rest.length() - 1), Kind.AMONG_OTHERS);
        case '?' -> new Field(method, method, Kind.UNLESS_EMPTY);
        case '!' -> new Field(method, method, Kind.READ_ONLY);
        case '-' -> new Field(method, method, Kind.LEFT_OUT);
        case '=' -> new Field(method, method, Kind.WHOLE);
        default -> new Field(method, rest.isEmpty() ? method : rest.substring(1), Kind.FIELD);
      };
    }

    /** Its name for Jackson, which has to know what stands among others too. */
    String property() {
      return kind == Kind.AMONG_OTHERS ? method + "*" : name;
    }
  }

  private static final Map<Class<?>, Map<String, Field>> ALL = new HashMap<>();

  static {
    of(ComparisonRecord.class, "backbones?");
    of(RacedBackbone.class, "label=backbone strategy model=*");
    of(Backbone.Provenance.class, "description licence sha256 commercialUse");
    of(
        ComparisonRecord.Data.class,
        "name location fingerprint classNames train validation test skipped folds whole?");
    of(
        TrainSettings.class,
        "optimizer batchSize schedule labelSmoothing balanced mixup earlyStopping=supervision "
            + "augmentation seed resources=*");
    of(MeasuredSpeed.class, "rates=");
    of(Confusion.class, "counts=");
    of(
        Resources.class,
        "loaderThreads cacheBytes compute=precision decoding imageBytes featureCache!");
    of(Tuning.class, "seconds");
    of(Tuning.Choice.class, "label=strategy");
    of(
        Tuning.Trial.class,
        "label=strategy headRate backboneRate images loss=validationLoss "
            + "accuracy=validationAccuracy");
    of(
        RunRecord.class,
        "label=strategy seed fold? trainableParameters totalParameters strategy=* stages "
            + "epochs keptEpoch lowered watchedSplit test");
    of(Strategy.class, "name! start");
    of(EpochRecord.class, "epoch trainLoss validationAccuracy validationLoss temperature=*");
    of(
        Evaluation.class,
        "split accuracy correct total macroF1 topFive logLoss brier calibrationError "
            + "temperature=*");
    of(
        Temperature.class,
        "value=temperature standardError=temperatureStandardError images=temperatureImages "
            + "source=temperatureSource");
    of(
        Recommendation.class,
        "kind=rule pick runnerUp best notDifferent=notShownToDiffer unlearnt=nothingLearnt "
            + "baselines contrasts=differences costs fit=featureFit changes=whatWouldChangeIt");
    of(
        Recommendation.Cost.class,
        "label=strategy seconds=totalSeconds memoryBytes=peakMemoryBytes");
    of(Baseline.class, "name value accuracy balanced=balancedAccuracy f1=macroF1");
    of(Contrast.class, "difference=* verdict surely=probabilityFirstIsBetter");
    of(Difference.class, "first second accuracy=difference training- score- pairs-");
    of(CurveRecord.class, "labels=strategies");
    of(
        CurvePoint.class,
        "label=strategy size seed epochs steps accuracy interval=accuracy* correct "
            + "testImages=total wrong value parts?");
    of(Interval.class, "low=Low high=High");
    of(CurveReading.Curve.class, "mode=*");
    of(CurveMode.class, "label=strategy levels isMonotone=monotone");
    of(CurveLevel.class, "points- size accuracy value interval=value* spread seconds");
    of(CurveFit.class, "law=* stretch runDeviation others- sizes- images- runVariance-");
    of(CurveFit.Prediction.class, "size value low=valueLow high=valueHigh");
    of(CurveReading.BackTest.class, "sizes predicted=* measured holds=within");
    of(Crossing.class, "leader other verdict size low=sizeLow high=sizeHigh smallest- largest-");
    of(BegunCommand.class, "name=command arguments folder graft precision begunIn?");
    of(Inspection.class, "scan=*");
    of(DataReport.Unreadable.class, "split- index-");
    of(DataReport.Copy.class, "index-");
    of(DataReport.Duplicate.class, "acrossSplits conflictingLabels");
    of(DataFindings.class, "backbone images nearFrom nearCounts=near*");
    of(
        DataFindings.NearCounts.class,
        "pairs=Pairs acrossSplits=AcrossSplits conflictingLabels=ConflictingLabels "
            + "heldOut=HeldOut");
    of(DataFindings.Near.class, "likeness acrossSplits conflictingLabels");
    of(DataFindings.Suspect.class, "image=*");
    of(DataFindings.Input.class, "images mean std spread foreign");
  }

  private Fields() {}

  private static void of(Class<?> type, String fields) {
    var byMethod = new LinkedHashMap<String, Field>();
    for (String text : fields.split(" ", -1)) {
      Field field = Field.of(text);
      if (Arrays.stream(type.getMethods()).noneMatch(m -> m.getName().equals(field.method()))) {
        throw new IllegalStateException(type + " has no " + field.method());
      }
      byMethod.put(field.method(), field);
    }
    ALL.put(type, byMethod);
  }

  /** Those that are named, by their methods, in order. */
  static Map<String, Field> of(Class<?> type) {
    return ALL.getOrDefault(type, Map.of());
  }
}
