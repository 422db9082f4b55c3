package dev.graft.app.report.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.compare.advice.Conclusions;
import dev.graft.compare.advice.Recommendation;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.compare.record.Environment;
import dev.graft.data.image.Preprocessing;
import dev.graft.torch.compute.MachineSpeed;
import dev.graft.torch.compute.OptimizerSettings;
import dev.graft.train.strategy.TrainSettings;
import java.util.List;
import java.util.Optional;

/**
 * A comparison as JSON: everything that was measured and what it takes to measure it again. {@code
 * docs/guide/comparison-json.md} says what each field is.
 */
public final class ComparisonJson {

  /** Grows when a field changes its meaning or goes; new fields leave it. */
  static final int FORMAT = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ComparisonJson() {}

  /** The whole record, numbers in full precision, without what is known of the images. */
  public static String of(ComparisonRecord record) {
    return of(record, Optional.empty());
  }

  /** The same with what the images were found to be. */
  public static String of(ComparisonRecord record, Optional<Inspection> inspection) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT);
    root.put("started", record.started().toString());
    root.put("complete", record.complete());
    data(root.putObject("data"), record.data());
    root.putNull("dataCheck");
    inspection.ifPresent(i -> InspectionJson.findings(root.putObject("dataCheck"), i));
    model(root.putObject("model"), record.model());
    settings(root.putObject("settings"), record.settings());
    record.seeds().forEach(root.putArray("seeds")::add);
    environment(root.putObject("environment"), record.environment());
    texts(root.putArray("notes"), record.notes());
    ObjectNode criteria = root.putObject("criteria");
    criteria.put("equalWithin", record.criteria().equalWithin());
    criteria.putNull("pointSeconds");
    record.criteria().pointSeconds().ifPresent(s -> criteria.put("pointSeconds", s));
    texts(root.putArray("conclusions"), Conclusions.of(record));
    root.putNull("recommendation");
    Recommendation.of(record)
        .ifPresent(advice -> AdviceJson.write(root.putObject("recommendation"), advice));
    root.putNull("tuning");
    record.tuning().ifPresent(tuning -> AdviceJson.write(root.putObject("tuning"), tuning));
    ArrayNode runs = root.putArray("runs");
    record.runs().forEach(run -> RunJson.write(runs.addObject(), run));
    try {
      return MAPPER.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }

  static void data(ObjectNode node, ComparisonRecord.Data data) {
    node.put("name", data.name());
    node.put("location", data.location());
    node.put("fingerprint", data.fingerprint());
    texts(node.putArray("classNames"), data.classNames());
    node.put("train", data.train());
    node.put("validation", data.validation());
    node.put("test", data.test());
    node.put("skipped", data.skipped());
    node.put("folds", data.folds());
    data.whole()
        .ifPresent(
            whole ->
                node.putObject("whole")
                    .put("fingerprint", whole.fingerprint())
                    .put("train", whole.train())
                    .put("validation", whole.validation()));
  }

  static void model(ObjectNode node, ComparisonRecord.Model model) {
    node.put("architecture", model.architecture());
    node.putObject("weights")
        .put("description", model.weights().description())
        .put("licence", model.weights().licence())
        .put("commercialUse", SettingsText.word(model.weights().commercialUse()))
        .put("sha256", model.weights().sha256());
    Preprocessing seen = model.preprocessing();
    ObjectNode preprocessing = node.putObject("preprocessing");
    preprocessing.put("fit", SettingsText.word(seen.fit()));
    preprocessing.put("resize", seen.resize());
    preprocessing.put("inputSize", seen.inputSize());
    preprocessing.put("interpolation", SettingsText.word(seen.interpolation()));
    seen.mean().forEach(preprocessing.putArray("mean")::add);
    seen.std().forEach(preprocessing.putArray("std")::add);
  }

  static void settings(ObjectNode node, TrainSettings settings) {
    optimizer(node.putObject("optimizer"), settings.optimizer());
    node.put("batchSize", settings.batchSize());
    node.putObject("schedule")
        .put("shape", SettingsText.word(settings.schedule().shape()))
        .put("warmupSteps", settings.schedule().warmupSteps());
    node.put("labelSmoothing", settings.labelSmoothing());
    node.put("balanced", settings.balanced());
    node.put("mixup", settings.mixup());
    node.putObject("supervision")
        .put("keepsBest", settings.earlyStopping().keepsBest())
        .put("patience", settings.earlyStopping().patience())
        .put("metric", settings.metric().id());
    node.put("augmentation", settings.augmentation().name());
    node.put("seed", settings.seed());
    node.put("loaderThreads", settings.resources().loaderThreads());
    node.put("cacheBytes", settings.resources().cacheBytes());
    node.put("precision", settings.resources().precision().id());
    node.put("decoding", SettingsText.word(settings.resources().decoding()));
    node.put("imageBytes", settings.resources().imageBytes());
  }

  private static void optimizer(ObjectNode node, OptimizerSettings settings) {
    node.put("name", SettingsText.name(settings));
    if (settings instanceof OptimizerSettings.Sgd sgd) {
      node.put("momentum", sgd.momentum());
      node.put("nesterov", sgd.nesterov());
      node.put("weightDecay", sgd.weightDecay());
    } else if (settings instanceof OptimizerSettings.Adam adam) {
      moments(node, adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay());
    } else if (settings instanceof OptimizerSettings.AdamW adam) {
      moments(node, adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay());
    }
  }

  private static void moments(
      ObjectNode node, double beta1, double beta2, double epsilon, double weightDecay) {
    node.put("beta1", beta1);
    node.put("beta2", beta2);
    node.put("epsilon", epsilon);
    node.put("weightDecay", weightDecay);
  }

  static void environment(ObjectNode node, Environment machine) {
    node.put("graft", machine.graft());
    node.put("libtorch", machine.libtorch());
    node.put("java", machine.java());
    node.put("system", machine.system());
    node.put("processor", machine.processor());
    node.put("cores", machine.cores());
    node.put("threads", machine.threads());
    node.put("memoryBytes", machine.memoryBytes());
    node.putNull("probe");
    machine.probe().ifPresent(probe -> rates(node.putArray("probe"), probe));
  }

  private static void rates(ArrayNode array, MachineSpeed.Result probe) {
    for (MachineSpeed.Rate rate : probe.rates()) {
      array
          .addObject()
          .put("precision", rate.precision().id())
          .put("threads", rate.threads())
          .put("forward", rate.forward())
          .put("training", rate.training());
    }
  }

  static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
