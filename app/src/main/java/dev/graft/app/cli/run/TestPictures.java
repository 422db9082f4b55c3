package dev.graft.app.cli.run;

import dev.graft.app.report.json.ReportMaterial;
import dev.graft.app.report.text.Showcase;
import dev.graft.backbone.Backbone;
import dev.graft.compare.Entrant;
import dev.graft.compare.advice.Pick;
import dev.graft.compare.record.ComparisonRecord;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.labelled.Thumbnail;
import dev.graft.data.source.ImageSource;
import dev.graft.train.features.FeaturePlot;
import dev.graft.train.record.Event;
import dev.graft.train.record.RunRecord;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a report shows of the test images: small pictures of those worth a look, and where they lie
 * for the frozen backbone. An image that went away since the scan is left out.
 */
final class TestPictures {

  /** Pixels of a picture's longer side. */
  private static final int SIDE = 128;

  /** What a report takes, whatever the number of strategies. */
  private static final int MOST_PICTURES = 160;

  /** More would cover each other, and cost minutes. */
  private static final int MOST_POINTS = 1000;

  private final Experiment.Plan plan;
  private final String command;

  /** The pictures made so far: each is made once, however often the report is written. */
  private final Map<Integer, Optional<String>> made = new HashMap<>();

  /** {@code command} is the one that was given, for people. */
  TestPictures(Experiment.Plan plan, String command) {
    this.plan = plan;
    this.command = command;
  }

  /** The pictures that a report of {@code record} shows. */
  ReportMaterial of(ComparisonRecord record) {
    return material(record, Optional.empty());
  }

  /** The same with the map, of the pick's backbone; {@code events} are told how far that is. */
  ReportMaterial withMap(ComparisonRecord record, Consumer<Event> events) {
    Optional<String> pick = Pick.of(record).run().map(RunRecord::label);
    Optional<Entrant> own = pick.flatMap(plan::entrant);
    try (Backbone opened = own.isPresent() ? own.get().source().open() : null) {
      return material(record, map(opened == null ? plan.backbone() : opened, events));
    } catch (IOException e) {
      events.accept(new Event.Notice("no map of features in the report: " + e.getMessage()));
      return material(record, Optional.empty());
    }
  }

  private ReportMaterial material(ComparisonRecord record, Optional<FeaturePlot> map) {
    var names = new HashMap<Integer, String>();
    var thumbnails = new HashMap<Integer, String>();
    plan.test().ifPresent(images -> show(images, record, names, thumbnails));
    map.ifPresent(
        m ->
            m.points()
                .forEach(
                    point ->
                        names.put(point.image(), plan.test().orElseThrow().name(point.image()))));
    return new ReportMaterial(record.data().fingerprint(), command, names, thumbnails, map);
  }

  private void show(
      ImageSource images,
      ComparisonRecord record,
      Map<Integer, String> names,
      Map<Integer, String> thumbnails) {
    Set<Integer> shown = Showcase.of(record);
    for (int i : shown.stream().limit(MOST_PICTURES).toList()) {
      made.computeIfAbsent(i, image -> picture(images, image))
          .ifPresent(
              jpeg -> {
                thumbnails.put(i, jpeg);
                names.put(i, images.name(i));
              });
    }
  }

  /** A JPEG file in base64. */
  private static Optional<String> picture(ImageSource images, int i) {
    try {
      return Optional.of(Base64.getEncoder().encodeToString(Thumbnail.jpeg(images, i, SIDE)));
    } catch (UnreadableImageException e) {
      return Optional.empty(); // it could be read when it was tested
    }
  }

  private Optional<FeaturePlot> map(Backbone backbone, Consumer<Event> events) {
    Optional<ImageSource> images = plan.test();
    if (images.isEmpty() || images.get().size() == 0) {
      return Optional.empty();
    }
    try {
      FeaturePlot map =
          FeaturePlot.of(backbone, images.get(), MOST_POINTS, plan.settings().resources(), events);
      // Weights may overflow; what is no number has no place.
      return Optional.of(map)
          .filter(m -> m.points().stream().allMatch(p -> Double.isFinite(p.x() + p.y())));
    } catch (UnreadableImageException e) {
      events.accept(new Event.Notice("no map of features in the report: " + e.getMessage()));
      return Optional.empty();
    }
  }
}
