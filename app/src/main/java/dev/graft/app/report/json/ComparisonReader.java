package dev.graft.app.report.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.graft.backbone.Backbone;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Criteria;
import dev.graft.compare.record.Environment;
import dev.graft.compare.record.Tuning;
import dev.graft.data.image.Interpolation;
import dev.graft.data.image.Preprocessing;
import dev.graft.data.loading.Augmentation;
import dev.graft.data.loading.Decoding;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.MachineSpeed;
import dev.graft.torch.compute.OptimizerSettings;
import dev.graft.torch.tensors.Precision;
import dev.graft.train.cache.Resources;
import dev.graft.train.evaluation.Metric;
import dev.graft.train.strategy.EarlyStopping;
import dev.graft.train.strategy.Schedule;
import dev.graft.train.strategy.TrainSettings;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads a comparison's JSON back, so that everything drawn from it can be made again. */
public final class ComparisonReader {

  private static final JsonMapper MAPPER = new JsonMapper();

  private ComparisonReader() {}

  /**
   * What {@link ComparisonJson#of} wrote, every figure to its last digit; where features were kept
   * on disk is not in it. Fields that came after the first version of the format may be missing:
   * they are then what was done before there was a choice.
   *
   * @throws IllegalArgumentException if it is something else, or of a format that is not known
   */
  public static ComparisonRecord parse(String json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      int format = root.path("format").asInt();
      if (format != ComparisonJson.FORMAT) {
        throw new IllegalArgumentException(
            "its format is %s; this Graft reads %d"
                .formatted(root.path("format").asText("none"), ComparisonJson.FORMAT));
      }
      return new ComparisonRecord(
          Instant.parse(RunReader.text(root, "started")),
          data(root.required("data")),
          model(root.required("model")),
          settings(root),
          RunReader.list(root.required("seeds"), JsonNode::asLong),
          environment(root.required("environment")),
          RunReader.list(root.required("notes"), JsonNode::asText),
          criteria(root.path("criteria")),
          tuning(root.path("tuning")),
          RunReader.list(root.required("runs"), run -> RunReader.run(run, RunReader.strategy(run))),
          root.required("complete").asBoolean());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is not JSON", e); // whose own words are many lines
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("its start time is not a time", e);
    }
  }

  private static Criteria criteria(JsonNode criteria) {
    Criteria before = Criteria.defaults();
    return new Criteria(
        criteria.path("equalWithin").asDouble(before.equalWithin()),
        RunReader.optional(criteria, "pointSeconds"));
  }

  private static Optional<Tuning> tuning(JsonNode tuning) {
    return tuning.isNull() || tuning.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Tuning(
                RunReader.list(tuning.required("choices"), ComparisonReader::choice),
                RunReader.list(tuning.required("trials"), ComparisonReader::trial),
                RunReader.number(tuning, "seconds")));
  }

  private static Tuning.Choice choice(JsonNode choice) {
    return new Tuning.Choice(
        RunReader.text(choice, "strategy"),
        RunReader.number(choice, "headRate"),
        RunReader.number(choice, "backboneRate"),
        choice.required("epochs").asInt(),
        RunReader.text(choice, "why"));
  }

  private static Tuning.Trial trial(JsonNode trial) {
    return new Tuning.Trial(
        RunReader.text(trial, "strategy"),
        RunReader.number(trial, "headRate"),
        RunReader.number(trial, "backboneRate"),
        trial.required("images").asInt(),
        RunReader.optional(trial, "validationLoss").orElse(Double.POSITIVE_INFINITY),
        RunReader.number(trial, "validationAccuracy"),
        RunReader.number(trial, "seconds"));
  }

  static ComparisonRecord.Data data(JsonNode data) {
    return new ComparisonRecord.Data(
        RunReader.text(data, "name"),
        RunReader.text(data, "location"),
        RunReader.text(data, "fingerprint"),
        RunReader.list(data.required("classNames"), JsonNode::asText),
        data.required("train").asInt(),
        data.required("validation").asInt(),
        data.required("test").asInt(),
        data.required("skipped").asInt(),
        data.path("folds").asInt(0),
        data.has("whole") ? Optional.of(whole(data.path("whole"))) : Optional.empty());
  }

  private static ComparisonRecord.Data.Whole whole(JsonNode whole) {
    return new ComparisonRecord.Data.Whole(
        RunReader.text(whole, "fingerprint"),
        whole.required("train").asInt(),
        whole.required("validation").asInt());
  }

  static ComparisonRecord.Model model(JsonNode model) {
    JsonNode weights = model.required("weights");
    JsonNode seen = model.required("preprocessing");
    return new ComparisonRecord.Model(
        RunReader.text(model, "architecture"),
        new Backbone.Provenance(
            RunReader.text(weights, "description"),
            RunReader.text(weights, "licence"),
            RunReader.text(weights, "sha256")),
        new Preprocessing(
            RunReader.constant(Preprocessing.Fit.class, RunReader.text(seen, "fit")),
            seen.required("resize").asInt(),
            seen.required("inputSize").asInt(),
            RunReader.constant(Interpolation.class, RunReader.text(seen, "interpolation")),
            floats(seen.required("mean")),
            floats(seen.required("std"))));
  }

  private static List<Float> floats(JsonNode array) {
    return RunReader.list(array, value -> (float) value.asDouble());
  }

  /** The settings in a record, whose environment has the number of threads. */
  static TrainSettings settings(JsonNode root) {
    JsonNode settings = root.required("settings");
    JsonNode schedule = settings.required("schedule");
    return new TrainSettings(
        optimizer(settings.required("optimizer")),
        settings.required("batchSize").asInt(),
        new Schedule(
            RunReader.constant(Schedule.Shape.class, RunReader.text(schedule, "shape")),
            schedule.required("warmupSteps").asInt()),
        RunReader.number(settings, "labelSmoothing"),
        Augmentation.named(RunReader.text(settings, "augmentation")),
        settings.required("seed").asLong(),
        new Resources(
            settings.required("loaderThreads").asInt(),
            settings.required("cacheBytes").asLong(),
            Compute.of(
                root.required("environment").required("threads").asInt(),
                settings.has("precision") ? precision(settings) : Precision.FLOAT32),
            RunReader.constant(Decoding.class, settings.path("decoding").asText("full")),
            settings.path("imageBytes").asLong(0),
            Optional.empty()),
        new EarlyStopping(
            settings.path("supervision").path("keepsBest").asBoolean(false),
            settings.path("supervision").path("patience").asInt(0),
            Metric.named(settings.path("supervision").path("metric").asText("accuracy"))),
        settings.path("balanced").asBoolean(false),
        settings.path("mixup").asDouble(0));
  }

  private static OptimizerSettings optimizer(JsonNode node) {
    double decay = RunReader.number(node, "weightDecay");
    String name = RunReader.text(node, "name");
    if (name.equals("sgd")) {
      return new OptimizerSettings.Sgd(
          RunReader.number(node, "momentum"), node.required("nesterov").asBoolean(), decay);
    }
    double beta1 = RunReader.number(node, "beta1");
    double beta2 = RunReader.number(node, "beta2");
    double epsilon = RunReader.number(node, "epsilon");
    return name.equals("adamw")
        ? new OptimizerSettings.AdamW(beta1, beta2, epsilon, decay)
        : new OptimizerSettings.Adam(beta1, beta2, epsilon, decay);
  }

  private static Precision precision(JsonNode node) {
    return Precision.named(RunReader.text(node, "precision"));
  }

  static Environment environment(JsonNode machine) {
    JsonNode probe = machine.path("probe");
    return new Environment(
        RunReader.text(machine, "graft"),
        RunReader.text(machine, "libtorch"),
        RunReader.text(machine, "java"),
        RunReader.text(machine, "system"),
        RunReader.text(machine, "processor"),
        machine.required("cores").asInt(),
        machine.required("threads").asInt(),
        machine.required("memoryBytes").asLong(),
        probe.isNull() || probe.isMissingNode()
            ? Optional.empty()
            : Optional.of(new MachineSpeed.Result(RunReader.list(probe, ComparisonReader::rate))));
  }

  private static MachineSpeed.Rate rate(JsonNode rate) {
    return new MachineSpeed.Rate(
        precision(rate),
        rate.required("threads").asInt(),
        RunReader.number(rate, "forward"),
        RunReader.number(rate, "training"));
  }
}
