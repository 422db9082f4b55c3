package dev.graft.app.report;

import dev.graft.app.report.json.Records;
import dev.graft.compare.curve.CurvePoint;
import dev.graft.compare.curve.CurveRecord;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.train.evaluation.Metric;
import dev.graft.train.strategy.EarlyStopping;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Records of learning curves that nobody ran. */
public final class CurveRecords {

  private CurveRecords() {}

  /** On the images of {@link Records}: fine-tune overtakes probe between the sizes. */
  public static CurveRecord curve() {
    ComparisonRecord images = Records.empty();
    var sizes = List.of(60, 120, 240, 450, 900);
    var points = new ArrayList<CurvePoint>();
    for (long seed = 0; seed < 2; seed++) {
      for (int size : sizes) {
        points.add(point(size, "probe", seed, 0.3 + 0.2 * Math.pow(size / 60.0, -0.3)));
        points.add(point(size, "fine-tune", seed, 0.02 + 0.65 * Math.pow(size / 60.0, -0.8)));
      }
    }
    return new CurveRecord(
        images.started(),
        images.data(),
        images.model(),
        images.settings(),
        List.of("probe", "fine-tune"),
        sizes,
        List.of(0L, 1L),
        images.environment(),
        images.notes(),
        points,
        true);
  }

  /** The same for another metric, of which an image that is wrong loses but 0.8. */
  public static CurveRecord curve(Metric metric) {
    CurveRecord record = curve();
    return new CurveRecord(
        record.started(),
        record.data(),
        record.model(),
        record.settings().withEarlyStopping(EarlyStopping.none().withMetric(metric)),
        record.labels(),
        record.sizes(),
        record.seeds(),
        record.environment(),
        record.notes(),
        record.points().stream().map(CurveRecords::withParts).toList(),
        true);
  }

  private static CurvePoint withParts(CurvePoint point) {
    List<Double> parts =
        IntStream.range(0, Records.IMAGES)
            .mapToObj(i -> point.wrong().contains(i) ? 0.2 : 1.0)
            .toList();
    return new CurvePoint(
        point.size(),
        point.label(),
        point.seed(),
        point.epochs(),
        point.steps(),
        point.testImages(),
        point.wrong(),
        parts,
        point.seconds(),
        point.foundFeatures());
  }

  /** Wrong on other images with each seed, and on a few more or fewer. */
  private static CurvePoint point(int size, String label, long seed, double error) {
    int wrong = (int) Math.round(error * Records.IMAGES) + (int) seed;
    List<Integer> images = IntStream.range(0, wrong).boxed().toList();
    boolean steps = label.equals("fine-tune");
    return new CurvePoint(
        size,
        label,
        seed,
        steps ? 3 : 0,
        steps ? 90 : 0,
        Records.IMAGES,
        images,
        List.of(),
        0.1 * size,
        false);
  }
}
