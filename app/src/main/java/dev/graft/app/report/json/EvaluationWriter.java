package dev.graft.app.report.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.graft.compare.summary.Interval;
import dev.graft.train.evaluation.Evaluation;
import dev.graft.train.evaluation.Metric;
import java.io.IOException;

/**
 * An evaluation with figures that readers want and that come of its own: they are not read back.
 */
final class EvaluationWriter extends StdSerializer<Evaluation> {

  private static final String FIRST =
      "split accuracy accuracyLow accuracyHigh correct total balancedAccuracy macroF1 auc";

  private final JsonMapper plain;

  private EvaluationWriter(JsonMapper plain) {
    super(Evaluation.class);
    this.plain = plain;
  }

  /**
   * For another mapper.
   *
   * @param plain that writes what an evaluation is made of
   */
  static SimpleModule module(JsonMapper plain) {
    return new SimpleModule("evaluation").addSerializer(new EvaluationWriter(plain));
  }

  @Override
  public void serialize(Evaluation test, JsonGenerator json, SerializerProvider provider)
      throws IOException {
    Interval interval = Interval.wilson(test.correct(), test.total());
    ObjectNode node = plain.valueToTree(test);
    node.put("accuracyLow", interval.low());
    node.put("accuracyHigh", interval.high());
    node.put("balancedAccuracy", test.confusion().balancedAccuracy());
    if (!test.ranking().isEmpty()) {
      node.put("auc", Metric.AUC.of(test));
    }
    provider.defaultSerializeValue(Codec.ordered(node, FIRST), json);
  }
}
