package dev.graft.app.report.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.graft.train.BatchPredictor;
import dev.graft.train.evaluation.Prediction;
import dev.graft.train.evaluation.Prediction.Ranked;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How predictions are printed, a line a file. */
public enum PredictionFormat {
  /** Columns for people; what cannot be read is left out. */
  TABLE {
    @Override
    public Optional<String> line(BatchPredictor.Outcome outcome, List<String> classNames, int top) {
      if (outcome.prediction().isEmpty()) {
        return Optional.empty();
      }
      var line = new StringBuilder();
      for (Ranked each : outcome.prediction().get().top(top)) {
        String name = classNames.get(each.label());
        line.append(String.format(Locale.ROOT, "%.3f %-14s ", each.probability(), name));
      }
      return Optional.of(line + " " + outcome.file());
    }
  },
  /** As RFC 4180 has it, with a head and a column for errors. */
  CSV {
    @Override
    public Optional<String> head(int top) {
      var cells = new ArrayList<>(List.of("file"));
      for (int i = 1; i <= top; i++) {
        cells.add(i == 1 ? "label" : "label" + i);
        cells.add(i == 1 ? "probability" : "probability" + i);
      }
      cells.add("error");
      return Optional.of(String.join(",", cells));
    }

    @Override
    public Optional<String> line(BatchPredictor.Outcome outcome, List<String> classNames, int top) {
      var cells = new ArrayList<>(List.of(quoted(outcome.file().toString())));
      outcome
          .prediction()
          .ifPresentOrElse(
              prediction -> {
                for (Ranked each : prediction.top(top)) {
                  cells.add(quoted(classNames.get(each.label())));
                  cells.add(String.valueOf(each.probability()));
                }
              },
              () -> {
                for (int i = 0; i < 2 * Math.min(top, classNames.size()); i++) {
                  cells.add("");
                }
              });
      cells.add(quoted(outcome.problem()));
      return Optional.of(String.join(",", cells));
    }
  },
  /** A JSON object a line. */
  JSONL {
    @Override
    public Optional<String> line(BatchPredictor.Outcome outcome, List<String> classNames, int top) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("file", outcome.file().toString());
      if (outcome.prediction().isEmpty()) {
        node.put("error", outcome.problem());
      } else {
        Prediction prediction = outcome.prediction().get();
        node.put("label", prediction.className());
        node.put("probability", prediction.probability());
        ArrayNode all = node.putArray("top");
        for (Ranked each : prediction.top(top)) {
          String label = classNames.get(each.label());
          all.addObject().put("label", label).put("probability", each.probability());
        }
      }
      return Optional.of(node.toString());
    }
  };

  /** The first line, if there is one. */
  public Optional<String> head(int top) {
    return Optional.empty();
  }

  /** The line of a file, if there is one, with its {@code top} most probable classes. */
  public abstract Optional<String> line(
      BatchPredictor.Outcome outcome, List<String> classNames, int top);

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
