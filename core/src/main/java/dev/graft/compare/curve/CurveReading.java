package dev.graft.compare.curve;

import dev.graft.compare.curve.CurveFit.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the points of a learning curve come to.
 *
 * @param curves one for each candidate
 * @param crossings one for each two candidates whose curves could be fitted
 */
public record CurveReading(List<Curve> curves, List<Crossing> crossings) {

  /**
   * One candidate's curve.
   *
   * @param fit empty with fewer than {@link CurveFit#LEAST_SIZES} sizes, or while points are
   *     missing
   * @param doubled what twice the largest size would bring one training
   * @param backTest empty where too few sizes reach up to half of the largest
   */
  public record Curve(
      CurveMode mode,
      Optional<CurveFit> fit,
      Optional<Prediction> doubled,
      Optional<BackTest> backTest) {}

  /**
   * The sizes up to half of the largest, asked for the largest.
   *
   * @param sizes that the law was fitted to
   * @param predicted mean value at the largest size
   * @param measured what it was
   */
  public record BackTest(List<Integer> sizes, Prediction predicted, double measured) {

    /** Whether what was measured lay in the interval. */
    public boolean holds() {
      return predicted.holds(measured);
    }
  }

  public CurveReading {
    curves = List.copyOf(curves);
    crossings = List.copyOf(crossings);
  }

  /** Everything that a complete record allows; of one that is not, the levels alone. */
  public static CurveReading of(CurveRecord record) {
    List<CurveMode> modes = CurveMode.of(record.points());
    if (!record.complete()) {
      var levels = modes.stream().map(CurveReading::unread).toList();
      return new CurveReading(levels, List.of());
    }
    var noise = new CurveNoise(record.data().test());
    List<Curve> curves = modes.stream().map(mode -> curve(mode, noise)).toList();
    return new CurveReading(curves, crossings(curves));
  }

  private static Curve unread(CurveMode mode) {
    return new Curve(mode, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Curve curve(CurveMode mode, CurveNoise noise) {
    CurveLevel last = mode.last();
    Optional<CurveFit> fit = CurveFit.of(mode, noise);
    Optional<BackTest> backTest =
        mode.upTo(last.size() / 2.0)
            .flatMap(half -> CurveFit.of(half, noise))
            .map(
                half ->
                    new BackTest(
                        half.sizes(), half.at(last.size(), last.points().size()), last.value()));
    return new Curve(mode, fit, fit.map(f -> f.at(2.0 * last.size(), 1)), backTest);
  }

  private static List<Crossing> crossings(List<Curve> curves) {
    List<Curve> fitted = curves.stream().filter(curve -> curve.fit().isPresent()).toList();
    var crossings = new ArrayList<Crossing>();
    for (int i = 0; i < fitted.size(); i++) {
      for (Curve later : fitted.subList(i + 1, fitted.size())) {
        crossings.add(
            Crossing.of(
                fitted.get(i).mode().label(),
                fitted.get(i).fit().orElseThrow(),
                later.mode().label(),
                later.fit().orElseThrow()));
      }
    }
    return crossings;
  }
}
