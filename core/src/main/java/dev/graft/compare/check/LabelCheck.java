package dev.graft.compare.check;

import dev.graft.data.DataReport;
import dev.graft.data.source.ImageSource;
import dev.graft.data.source.Split;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Labels that are probably wrong: those whose class the probe, judged out of fold, finds far less
 * probable than it usually finds the class of such images. The mean probability of its own class
 * over the images of a class is what is usual there, as in confident learning (Northcutt, Jiang and
 * Chuang, 2021, "self-confidence").
 */
final class LabelCheck {

  /** Of a class with fewer images the probe knows too little to doubt any of them. */
  private static final int FEWEST = 10;

  /** Share of the usual probability below which an image is a suspect. */
  private static final double UNUSUAL = 0.05;

  private final ImageSource images;
  private final OutOfFold probe;
  private final double[] usual;
  private final int[] sizes;

  private LabelCheck(ImageSource images, OutOfFold probe) {
    this.images = images;
    this.probe = probe;
    int classes = images.classNames().size();
    this.usual = new double[classes];
    this.sizes = new int[classes];
    for (int i = 0; i < probe.size(); i++) {
      sizes[probe.label(i)]++;
    }
    for (int i = 0; i < probe.size(); i++) {
      usual[probe.label(i)] += probe.probabilities(i)[probe.label(i)] / sizes[probe.label(i)];
    }
  }

  /** Judges the labels of {@code images}, which {@code probe} saw in the same order. */
  static DataFindings.Labels judge(ImageSource images, OutOfFold probe) {
    var check = new LabelCheck(images, probe);
    List<DataFindings.Suspect> suspects =
        IntStream.range(0, probe.size())
            .filter(i -> check.sizes[probe.label(i)] >= FEWEST)
            .mapToObj(check::suspect)
            .filter(s -> s.confidence() > s.given() && s.ratio() < UNUSUAL)
            .sorted(Comparator.comparingDouble(DataFindings.Suspect::ratio))
            .toList();
    return new DataFindings.Labels(probe.size(), probe.accuracy(), suspects);
  }

  private DataFindings.Suspect suspect(int i) {
    double[] p = probe.probabilities(i);
    int given = probe.label(i);
    int believed = given == 0 ? 1 : 0;
    for (int k = 0; k < p.length; k++) {
      believed = k != given && p[k] > p[believed] ? k : believed;
    }
    var image = new DataReport.Copy(Split.TRAIN, i, images.name(i), given);
    return new DataFindings.Suspect(
        image, believed, p[believed], p[given], p[given] / usual[given]);
  }
}
