package dev.graft.compare.search;

import dev.graft.compare.record.Budget;
import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.Tuning;
import dev.graft.train.strategy.Phase;
import dev.graft.train.strategy.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Finds learning rates, and how many epochs time allows, by short runs judged on the validation
 * images: a range test shows from where on rates are too high, successive halving picks among those
 * below.
 */
public final class Search {

  /** Of a candidate's time; the rest trains. */
  private static final double SEARCHING = 0.35;

  /** What is planned; the rest is for what could not be foreseen. */
  private static final double PLANNED = 0.93;

  private static final double HIGHEST_RATE = 3e-2;
  private static final double HIGHEST_HEAD_RATE = 3e-1;
  private static final double LOWEST_SHARE = 1e-4;

  /** From where training breaks to the first rate worth trying, and from each to the next. */
  private static final double APART = 3;

  /**
   * Steps of a short run at least. Fewer favour rates ten times too low: at first every rate
   * unsettles a fitted head, and the lowest least (Wu et al., "Understanding short-horizon bias",
   * 2018).
   */
  private static final int FEWEST_STEPS = 48;

  /** Rates that are tried where there is no time to try the better ones for longer. */
  private static final int FEW = 3;

  /** A loss within so much of the best is as good, and the higher rate then gets further. */
  private static final double AS_GOOD = 1.03;

  private static final int MOST_STEPS_BEYOND = 2;

  private final Trials trials;
  private final int batchSize;
  private final Sizes sizes;
  private final Budget budget;
  private final List<Tuning.Choice> choices = new ArrayList<>();
  private double committed;

  /** How many images each split has, and how many runs the table has of each candidate. */
  public record Sizes(int train, int validation, int test, int seeds) {}

  public Search(Trials trials, int batchSize, Sizes sizes, Budget budget) {
    this.trials = trials;
    this.batchSize = batchSize;
    this.sizes = sizes;
    this.budget = budget;
  }

  /**
   * The candidates with what suits them, in their order. Rates that the user gave stay; where time
   * is limited, these too get as many epochs as it allows.
   */
  public List<Candidate> choose(List<Candidate> candidates) {
    Map<String, Candidate> chosen = new HashMap<>();
    List<Candidate> planned =
        candidates.stream()
            .filter(c -> lastPhase(c).solver() == Phase.Solver.STEPS) // a fitted head knows no rate
            .filter(c -> isOpen(c) || budget.until().isPresent())
            .sorted(Comparator.comparingInt(c -> -lastPhase(c).cut())) // the cheap ones first
            .toList();
    if (!planned.isEmpty()) {
      trials.prepare();
    }
    for (int i = 0; i < planned.size(); i++) {
      Candidate candidate = planned.get(i);
      double left = PLANNED * (budget.seconds() - committed);
      double seconds = Math.max(0, left / (planned.size() - i));
      chosen.put(
          candidate.label(),
          isOpen(candidate) ? choose(candidate, seconds) : withEpochs(candidate, seconds));
    }
    return candidates.stream().map(c -> chosen.getOrDefault(c.label(), c)).toList();
  }

  /** What was tried and chosen so far. */
  public Tuning tuning(double seconds) {
    return new Tuning(choices, trials.all(), seconds);
  }

  private static boolean isOpen(Candidate candidate) {
    return !candidate.label().contains("@");
  }

  private Candidate choose(Candidate candidate, double seconds) {
    long start = System.nanoTime();
    double highest = ratesAlike(candidate) ? HIGHEST_HEAD_RATE : HIGHEST_RATE;
    Trials.Seen range = trials.range(with(candidate, point(candidate, highest), 1));
    OptionalDouble broken = RangeTest.breaksAt(range.losses(), range.steps(), LOWEST_SHARE);
    var grid = new ArrayList<Trials.Point>();
    for (int i = 1; i <= budget.trials(); i++) {
      grid.add(point(candidate, highest * broken.orElse(1) / Math.pow(APART, i)));
    }
    double looking = range.looking() * sizes.validation();
    double left = SEARCHING * seconds - since(start);
    int fewest = FEWEST_STEPS * batchSize;
    int passes = Trials.passes(with(candidate, grid.get(0), 1).strategy());
    double shortest = passes * (fewest * range.perImage() + looking);
    int affordable = (int) Math.min(left / shortest, 1e6);
    Trials.Point best = grid.get(0);
    String why = untried(broken);
    if (affordable >= Halving.cost(grid.size()) + 2) { // a run or two more at the end
      double images = left / (Halving.cost(grid.size()) + 2) / passes - looking;
      best = search(candidate, grid, trialImages(images / range.perImage()));
      why = "the best of %d rates tried".formatted(trials.tried(candidate));
    } else if (affordable >= 2) {
      best =
          bestOf(
              candidate,
              grid.subList(0, Math.min(Math.min(FEW, affordable), grid.size())),
              fewest,
              affordable > FEW);
      why = "the best of %d rates tried".formatted(trials.tried(candidate));
    }
    int epochs = commit(candidate, range, passes, seconds - since(start));
    choices.add(new Tuning.Choice(candidate.label(), best.head(), best.backbone(), epochs, why));
    return with(candidate, best, epochs);
  }

  private static String untried(OptionalDouble broken) {
    return broken.isPresent()
        ? "a third of the rate at which training broke; " + Tuning.NO_TIME
        : "a third of the highest rate of the range test, at which training did not break; "
            + Tuning.NO_TIME;
  }

  /** A rate that the user gave, for as long as time allows. */
  private Candidate withEpochs(Candidate candidate, double seconds) {
    long start = System.nanoTime();
    Trials.Seen range = trials.range(candidate);
    Strategy given = candidate.strategy();
    var phases = new ArrayList<>(given.phases());
    Phase last = phases.remove(phases.size() - 1);
    int before = Trials.passes(given) - last.epochs();
    phases.add(last.withEpochs(commit(candidate, range, before + 1, seconds - since(start))));
    return new Candidate(candidate.label(), new Strategy(given.name(), phases, given.start()));
  }

  /**
   * How many epochs of the last phase so much time allows, the candidate's own where time is not
   * limited; the time of all seeds' runs is counted as spent.
   *
   * @param passes over the training images that a run with one such epoch makes
   */
  private int commit(Candidate candidate, Trials.Seen range, int passes, double seconds) {
    double epoch = sizes.train() * range.perImage() + sizes.validation() * range.looking();
    double testing = sizes.test() * range.looking();
    int before = passes - 1;
    double affordable = (seconds / sizes.seeds() - testing) / epoch - before;
    int epochs =
        budget.until().isEmpty()
            ? lastPhase(candidate).epochs()
            : (int) Math.max(1, Math.min(Budget.MOST_EPOCHS, affordable));
    committed += sizes.seeds() * ((before + epochs) * epoch + testing);
    return epochs;
  }

  private Candidate with(Candidate candidate, Trials.Point point, int epochs) {
    return new Candidate(candidate.label(), trials.strategy(candidate, point, epochs));
  }

  /**
   * The highest of these rates, from the highest to the lowest, that is as good as the best; where
   * that is the first, and time allows another run, perhaps a higher one.
   */
  private Trials.Point bestOf(
      Candidate candidate, List<Trials.Point> grid, int images, boolean another) {
    List<Double> losses =
        grid.stream().map(point -> trials.loss(candidate, point, images)).toList();
    double least = losses.stream().mapToDouble(loss -> loss).min().orElseThrow();
    int best = 0;
    while (losses.get(best) > AS_GOOD * least) {
      best++;
    }
    if (best > 0 || !another) {
      return grid.get(best);
    }
    Trials.Point higher = point(candidate, main(candidate, grid.get(0)) * APART);
    return trials.loss(candidate, higher, images) <= least ? higher : grid.get(0);
  }

  private Trials.Point search(Candidate candidate, List<Trials.Point> grid, int images) {
    Map<Trials.Point, Double> losses = new HashMap<>();
    int[] longest = {images};
    List<Trials.Point> last =
        Halving.best(
            grid,
            images,
            (point, count) -> {
              longest[0] = count;
              losses.put(point, trials.loss(candidate, point, count));
              return losses.get(point);
            });
    Trials.Point best = last.get(0);
    for (Trials.Point other : last) {
      boolean asGood = losses.get(other) <= AS_GOOD * losses.get(last.get(0));
      best = asGood && main(candidate, other) > main(candidate, best) ? other : best;
    }
    // An end of what was tried asks for more beyond it.
    if (best.equals(grid.get(grid.size() - 1))) {
      best = beyond(candidate, best, 1 / APART, losses, longest[0]);
    } else if (best.equals(grid.get(0))) {
      best = beyond(candidate, best, APART, losses, longest[0]);
    }
    if (hasOwnHeadRate(candidate)) {
      var level = new Trials.Point(best.backbone(), best.backbone());
      best = trials.loss(candidate, level, longest[0]) < losses.get(best) ? level : best;
    }
    return best;
  }

  private Trials.Point beyond(
      Candidate candidate,
      Trials.Point end,
      double factor,
      Map<Trials.Point, Double> losses,
      int images) {
    Trials.Point best = end;
    for (int i = 0; i < MOST_STEPS_BEYOND; i++) {
      Trials.Point next = point(candidate, main(candidate, best) * factor);
      losses.put(next, trials.loss(candidate, next, images));
      if (losses.get(next) >= losses.get(best)) {
        break;
      }
      best = next;
    }
    return best;
  }

  /** Whole batches, as many as told and no more than tell anything new. */
  private int trialImages(double affordable) {
    int fewest = FEWEST_STEPS * batchSize;
    int most = Math.max(fewest, sizes.train());
    int images = (int) Math.max(fewest, Math.min(affordable, most));
    return images / batchSize * batchSize;
  }

  private Trials.Point point(Candidate candidate, double rate) {
    if (!hasOwnHeadRate(candidate)) {
      return new Trials.Point(rate, rate);
    }
    return new Trials.Point(Math.max(rate, Math.min(10 * rate, 1e-2)), rate);
  }

  /** The rate that a grid is made of. */
  private static double main(Candidate candidate, Trials.Point point) {
    return ratesAlike(candidate) ? point.head() : point.backbone();
  }

  /** Whether one rate is all that there is: the head's, or everything's. */
  private static boolean ratesAlike(Candidate candidate) {
    return candidate.strategy().start() == Strategy.Start.RANDOM
        || candidate.strategy().name().endsWith("feature-extract");
  }

  /** A fitted head needs no rate above the backbone's; a new one does. */
  private static boolean hasOwnHeadRate(Candidate candidate) {
    return !ratesAlike(candidate) && candidate.strategy().phases().size() == 1;
  }

  private static Phase lastPhase(Candidate candidate) {
    return candidate.strategy().last();
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
