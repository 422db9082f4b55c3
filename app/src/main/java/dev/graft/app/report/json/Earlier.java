package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What earlier versions did and did not write, where there was no choice yet: fields that came
 * after the first version of a format get that value where they are missing. A short run without a
 * loss diverged.
 */
final class Earlier {

  /** By the place in a file; for each element where there is a list. */
  private static final JsonNode DEFAULTS =
      Codec.parse(
          """
          {
            "criteria": {"equalWithin": 0.01},
            "backbones": [],
            "data": {"folds": 0},
            "settings": {
              "precision": "float32", "decoding": "full", "imageBytes": 0, "balanced": false, "mixup": 0,
              "supervision": {"keepsBest": false, "patience": 0, "metric": "accuracy"}
            },
            "runs": {
              "fold": 0, "lowered": 0, "foundFeatures": false, "foundSeconds": 0,
              "phases": {"solver": "steps", "stageFactor": 1},
              "epochs": {
                "temperatureStandardError": 0, "temperatureImages": 0, "temperatureSource": "validation"
              },
              "test": {
                "temperature": 1, "confidences": [], "ranking": [],
                "temperatureStandardError": 0, "temperatureImages": 0, "temperatureSource": "validation"
              }
            },
            "tuning": {"trials": {"validationLoss": "Infinity"}},
            "points": {"parts": []}
          }
          """);

  private Earlier() {}

  /** {@code root} with all that a version of today writes. */
  static ObjectNode complete(ObjectNode root) {
    add(root, "criteria");
    add(root.path("settings"), "supervision");
    complete(root, DEFAULTS);
    compute(root);
    root.path("runs").forEach(run -> run(run, root.path("backbones")));
    return root;
  }

  /** Threads stand with the machine, precision with the settings: both are one record. */
  private static void compute(JsonNode root) {
    JsonNode precision = root.path("settings").path("precision");
    JsonNode threads = root.path("environment").path("threads");
    if (precision.isTextual() && threads.isInt()) {
      ObjectNode both = ((ObjectNode) root.path("settings")).putObject("precision");
      both.set("precision", precision);
      both.set("threads", threads);
    }
  }

  private static void add(JsonNode node, String field) {
    if (node instanceof ObjectNode object && !object.has(field)) {
      object.putObject(field);
    }
  }

  private static void complete(JsonNode node, JsonNode defaults) {
    if (node.isArray()) {
      node.forEach(element -> complete(element, defaults));
    } else if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : defaults.properties()) {
        if (field.getValue().isObject()) {
          complete(object.path(field.getKey()), field.getValue());
        } else if (!object.hasNonNull(field.getKey())) {
          object.set(field.getKey(), field.getValue());
        }
      }
    }
  }

  /** What depends on other fields of a run. */
  private static void run(JsonNode node, JsonNode backbones) {
    if (node instanceof ObjectNode run) {
      String label = run.path("strategy").asText();
      String name = label.replaceFirst("@.*", "");
      for (JsonNode raced : backbones) {
        name =
            raced.path("backbone").asText().equals(label) ? raced.path("strategy").asText() : name;
      }
      JsonNode last = run.path("epochs").path(run.path("epochs").size() - 1);
      var defaults = run.objectNode().put("name", name);
      defaults.put("start", name.equals("from-scratch") ? "random" : "pretrained");
      defaults.put("keptEpoch", last.path("epoch").asInt());
      complete(run, defaults);
      if (run.path("test") instanceof ObjectNode test && !test.has("unscaled")) {
        test.set("unscaled", test.deepCopy().retain("logLoss", "brier", "calibrationError"));
      }
    }
  }
}
