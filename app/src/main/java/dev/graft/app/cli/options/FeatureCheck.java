package dev.graft.app.cli.options;

import dev.graft.app.cli.terminal.Console;
import dev.graft.app.cli.terminal.Meter;
import dev.graft.backbone.Backbone;
import dev.graft.compare.check.DataCheck;
import dev.graft.compare.check.DataFindings;
import dev.graft.train.cache.Resources;
import dev.graft.train.features.Features;
import dev.graft.train.record.Event;

/** The look at images through a backbone, with a meter. */
public final class FeatureCheck {

  private FeatureCheck() {}

  /** What {@code backbone} shows of {@code images}; what it computed is kept where runs find it. */
  public static DataFindings of(
      Images images, Backbone backbone, Resources resources, long seed, Console console) {
    var check = new DataCheck(images.data(), backbone, resources);
    String task = "Computing features with " + backbone.architecture().id();
    try (Meter meter = Meter.start(console, task, check.images(), "images");
        var features = new Features(resources, event -> tell(event, console))) {
      return check.run(images.scan(), seed, features, meter::at);
    }
  }

  private static void tell(Event event, Console console) {
    if (event instanceof Event.Notice notice) {
      console.tell("graft: %s", notice.text());
    }
  }
}
