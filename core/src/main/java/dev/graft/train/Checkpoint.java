package dev.graft.train;

import dev.graft.torch.Precision;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.files.WeightFile;
import dev.graft.torch.tensors.StoredTensor;
import dev.graft.train.evaluation.Temperature;
import dev.graft.train.record.EpochRecord;
import dev.graft.train.record.StepTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The state of a run under way: weights and statistics, the optimiser's moments, finished epochs
 * and the position in the one that is not. Order, views and dropout are functions of seed, epoch
 * and step, so nothing random needs keeping.
 *
 * @param seconds that the run took so far
 * @param epochs those that are finished
 * @param weights by their names
 * @param moments what the optimiser remembers, by its names
 * @param best weights of the best epoch, by their names; empty where the last is kept
 * @param begunIn the precision in which the run began to compute
 * @param lowered how often rates were lowered
 * @param epochsBefore how many of the epochs are of earlier phases
 */
record Checkpoint(
    Position position,
    double seconds,
    List<EpochRecord> epochs,
    Map<String, StoredTensor> weights,
    Map<String, StoredTensor> moments,
    Map<String, StoredTensor> best,
    Precision begunIn,
    int lowered,
    int epochsBefore) {

  /** Grows when an older one cannot be gone on from. */
  private static final String FORMAT = "4";

  private static final String PRECISION = "precision";
  private static final String WEIGHT = "weight/";
  private static final String MOMENT = "optimizer/";
  private static final String BEST = "best/";
  private static final String DAMAGED =
      "is a damaged checkpoint: what it holds is not what was written; delete it to start this"
          + " run again";

  /**
   * How far a run is.
   *
   * @param phase index of the strategy's phase
   * @param steps of the unfinished epoch
   * @param loss sum over their images
   * @param seconds that they took
   */
  public record Position(int phase, int steps, double loss, int images, double seconds) {

    private String line() {
      return "%d,%d,%s,%d,%s"
          .formatted(phase, steps, Double.toHexString(loss), images, Double.toHexString(seconds));
    }

    private static Position of(String line) {
      String[] at = line.split(",", -1);
      return new Position(
          Integer.parseInt(at[0]),
          Integer.parseInt(at[1]),
          Double.parseDouble(at[2]),
          Integer.parseInt(at[3]),
          Double.parseDouble(at[4]));
    }
  }

  /** Replaces {@code file} in one step; {@code run} says which run this is the state of. */
  public void write(Path file, RunIdentity run) {
    var tensors = new ArrayList<StoredTensor>();
    weights.forEach((name, tensor) -> tensors.add(tensor.withName(WEIGHT + name)));
    moments.forEach((name, tensor) -> tensors.add(tensor.withName(MOMENT + name)));
    best.forEach((name, tensor) -> tensors.add(tensor.withName(BEST + name)));
    var text = new StringBuilder();
    for (EpochRecord epoch : epochs) {
      text.append(text.isEmpty() ? "" : ";").append(line(epoch));
    }
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("format", FORMAT);
    metadata.put("run", run.in(run.precision()));
    metadata.put(PRECISION, begunIn.id());
    metadata.put("seconds", Double.toHexString(seconds));
    metadata.put("epochs", text.toString());
    metadata.put("position", position.line());
    metadata.put("lowered", String.valueOf(lowered));
    metadata.put("epochsBefore", String.valueOf(epochsBefore));
    metadata.put(CheckpointDigest.KEY, CheckpointDigest.of(metadata, tensors));
    try {
      Safetensors.write(file, tensors, metadata);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(
              ("the checkpoint %s cannot be written: %s; make room or correct that, then resume"
                      + " with --resume, %s")
                  .formatted(
                      file,
                      e.getMessage(),
                      Files.isRegularFile(file)
                          ? "from the one before it, which is still there"
                          : "which starts this run again"),
              e));
    }
  }

  /**
   * What {@link #write} wrote.
   *
   * @param before another precision in which this run may have computed until then
   * @throws UncheckedIOException if it cannot be read, is damaged or belongs to another run
   */
  public static Checkpoint read(Path file, RunIdentity run, Optional<Precision> before) {
    try {
      WeightFile read = WeightFile.read(file);
      if (!CheckpointDigest.isThatOf(read)) {
        throw new WeightFileException(file, DAMAGED);
      }
      if (!FORMAT.equals(read.metadata().get("format"))) {
        throw new WeightFileException(
            file, "is the checkpoint of another version of Graft: resume with that version");
      }
      String other = read.metadata().getOrDefault("run", "something else");
      String same = run.in(run.precision());
      if (!other.equals(same) && before.map(run::in).filter(other::equals).isEmpty()) {
        throw new WeightFileException(
            file,
            "is the checkpoint of another training: it was made by %s, this is %s; delete it, or repeat the settings it was made with"
                .formatted(other, same));
      }
      return parse(file, read, run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The precision in which the run began to compute; empty where that cannot be read. */
  static Optional<Precision> begunIn(Path file) {
    try {
      return Optional.ofNullable(WeightFile.read(file).metadata().get(PRECISION))
          .map(Precision::named);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // going on from it says why
    }
  }

  private static Checkpoint parse(Path file, WeightFile read, RunIdentity run) throws IOException {
    Map<String, StoredTensor> weights = named(read, WEIGHT);
    Map<String, StoredTensor> moments = named(read, MOMENT);
    Map<String, StoredTensor> best = named(read, BEST);
    try {
      Position position = Position.of(read.metadata().get("position"));
      double seconds = Double.parseDouble(read.metadata().get("seconds"));
      var epochs = new ArrayList<EpochRecord>();
      for (String line : read.metadata().get("epochs").split(";", -1)) {
        if (!line.isEmpty()) {
          epochs.add(epoch(line));
        }
      }
      int lowered = Integer.parseInt(read.metadata().get("lowered"));
      int before = Integer.parseInt(read.metadata().get("epochsBefore"));
      Precision begunIn =
          Precision.named(read.metadata().getOrDefault(PRECISION, run.precision().id()));
      return new Checkpoint(
          position, seconds, epochs, weights, moments, best, begunIn, lowered, before);
    } catch (RuntimeException e) {
      throw new WeightFileException(file, DAMAGED, e);
    }
  }

  private static Map<String, StoredTensor> named(WeightFile read, String prefix) {
    var named = new HashMap<String, StoredTensor>();
    read.tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                named.put(name.substring(prefix.length()), tensor);
              }
            });
    return named;
  }

  private static String line(EpochRecord epoch) {
    return "%d,%s,%s,%s,%s,%s,%s,%s,%s,%s%s"
        .formatted(
            epoch.epoch(),
            Double.toHexString(epoch.trainLoss()),
            Double.toHexString(epoch.validationAccuracy().orElse(Double.NaN)),
            Double.toHexString(epoch.validationLoss().orElse(Double.NaN)),
            epoch.temperature().map(Checkpoint::words).orElse(""),
            Double.toHexString(epoch.calibratedLoss().orElse(Double.NaN)),
            Double.toHexString(epoch.penalty().orElse(Double.NaN)),
            Double.toHexString(epoch.seconds()),
            Double.toHexString(epoch.validationSeconds()),
            Double.toHexString(epoch.imagesPerSecond()),
            epoch.stepTimes().map(Checkpoint::line).orElse(""));
  }

  private static String line(StepTimes times) {
    return ",%d,%s,%s,%s,%s,%s"
        .formatted(
            times.phase(),
            Double.toHexString(times.steps()),
            Double.toHexString(times.median()),
            Double.toHexString(times.low()),
            Double.toHexString(times.high()),
            Double.toHexString(times.load().orElse(Double.NaN)));
  }

  private static EpochRecord epoch(String line) {
    String[] fields = line.split(",", -1);
    return new EpochRecord(
        Integer.parseInt(fields[0]),
        Double.parseDouble(fields[1]),
        optional(fields[2]),
        optional(fields[3]),
        temperature(fields[4]),
        optional(fields[5]),
        optional(fields[6]),
        Double.parseDouble(fields[7]),
        Double.parseDouble(fields[8]),
        Double.parseDouble(fields[9]),
        fields.length > 10 ? Optional.of(stepTimes(fields)) : Optional.empty());
  }

  private static StepTimes stepTimes(String[] fields) {
    return new StepTimes(
        Integer.parseInt(fields[10]),
        Double.parseDouble(fields[11]),
        Double.parseDouble(fields[12]),
        Double.parseDouble(fields[13]),
        Double.parseDouble(fields[14]),
        optional(fields[15]));
  }

  private static String words(Temperature temperature) {
    return "%s %s %d"
        .formatted(
            Double.toHexString(temperature.value()),
            Double.toHexString(temperature.standardError()),
            temperature.images());
  }

  private static Optional<Temperature> temperature(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String[] words = text.split(" ", -1);
    return Optional.of(
        new Temperature(
            Double.parseDouble(words[0]),
            Double.parseDouble(words[1]),
            Integer.parseInt(words[2])));
  }

  private static OptionalDouble optional(String text) {
    double value = Double.parseDouble(text);
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
