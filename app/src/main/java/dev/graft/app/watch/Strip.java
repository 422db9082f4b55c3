package dev.graft.app.watch;

import dev.graft.data.batch.EpochPlan;
import dev.graft.data.batch.Sample;
import dev.graft.data.batch.SeenImages;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.data.loading.View;
import dev.graft.data.source.ImageSource;
import dev.graft.train.strategy.TrainSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Some images of the batch under way as the network sees them. They are not taken from the
 * training: which images and views make up a batch is a function of seed and epoch, so they are
 * made again here, a few at a time.
 */
final class Strip {

  private static final int IMAGES = 8;
  private static final int SIDE = 128;

  /** A picture, of which class, and what its file is called. */
  record Picture(ByteBuffer jpeg, String className, String name) {}

  /** Pictures and what they are, in a sentence. */
  record Shown(String about, List<Picture> pictures) {}

  private Optional<TrainedOn> source = Optional.empty();
  private SeenImages seen;
  private long seed;
  private int epoch;
  private List<List<Sample>> plan = List.of();

  /** Other images from now on, or none; waits for those that are being made. */
  synchronized void source(Optional<TrainedOn> other) {
    source = other;
    plan = List.of();
    epoch = 0;
    other.ifPresent(
        s ->
            seen =
                new SeenImages(
                    s.images(),
                    s.preprocessing(),
                    s.settings().augmentation(),
                    s.settings().resources().decoding()));
  }

  /** Pictures of that moment; empty where there is nothing to show. */
  synchronized Optional<Shown> at(LiveState.Moment moment) {
    if (source.isEmpty()) {
      return Optional.empty();
    }
    int batchSize = source.get().settings().batchSize();
    List<Sample> batch;
    int number = moment.images() / batchSize;
    if (moment.isFit()) {
      batch = inOrder(moment.images(), source.get().images().size());
    } else {
      List<List<Sample>> batches = batches(moment);
      number = Math.min(number, batches.size() - 1);
      batch = batches.get(number);
    }
    var pictures = new ArrayList<Picture>();
    for (Sample sample : batch.subList(0, Math.min(IMAGES, batch.size()))) {
      picture(sample).ifPresent(pictures::add);
    }
    return pictures.isEmpty()
        ? Optional.empty()
        : Optional.of(new Shown(about(moment, pictures.size(), batch.size(), number), pictures));
  }

  private List<List<Sample>> batches(LiveState.Moment moment) {
    if (plan.isEmpty() || moment.seed() != seed || moment.epoch() != epoch) {
      seed = moment.seed();
      epoch = moment.epoch();
      TrainSettings settings = source.orElseThrow().settings();
      int size = source.orElseThrow().images().size();
      plan =
          EpochPlan.shuffled(size, settings.batchSize(), settings.augmentation(), seed, epoch - 1);
    }
    return plan;
  }

  private static List<Sample> inOrder(int from, int size) {
    var samples = new ArrayList<Sample>();
    int first = Math.max(0, Math.min(from, size - IMAGES));
    for (int i = first; i < Math.min(size, first + IMAGES); i++) {
      samples.add(new Sample(i, View.PLAIN));
    }
    return samples;
  }

  private Optional<Picture> picture(Sample sample) {
    ImageSource images = source.orElseThrow().images();
    try {
      byte[] jpeg = seen.jpeg(sample, SIDE);
      String className = images.classNames().get(images.label(sample.index()));
      return Optional.of(
          new Picture(ByteBuffer.wrap(jpeg), className, images.name(sample.index())));
    } catch (UnreadableImageException e) {
      return Optional.empty(); // the training says so
    }
  }

  private String about(LiveState.Moment moment, int shown, int of, int number) {
    TrainSettings settings = source.orElseThrow().settings();
    int side = source.orElseThrow().preprocessing().inputSize();
    if (moment.isFit()) {
      return "%d images as %s sees them, %d x %d pixels; its head is fitted to them in order"
          .formatted(shown, moment.label(), side, side);
    }
    return "%d of the %d images of batch %d, epoch %d of %s; augmentation %s, %d x %d pixels%s"
        .formatted(
            shown,
            of,
            number + 1,
            moment.epoch(),
            moment.label(),
            settings.augmentation().name(),
            side,
            side,
            settings.mixup() > 0 ? "; before mixup blends them" : "");
  }
}
