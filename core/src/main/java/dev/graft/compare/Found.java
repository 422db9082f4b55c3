package dev.graft.compare;

import dev.graft.compare.record.Candidate;
import dev.graft.compare.record.Tuning;
import dev.graft.compare.search.Search;
import dev.graft.compare.search.TrialVoice;
import dev.graft.compare.search.Trials;
import dev.graft.data.Dataset;
import dev.graft.data.source.ImageSource;
import dev.graft.train.Trainer;
import dev.graft.train.strategy.Strategy;
import java.util.List;
import java.util.Optional;

/** What is trained for the table, and how its rates were found, if they were looked for. */
record Found(List<Candidate> candidates, Optional<Tuning> tuning) {

  /** Looks for the rates of {@code group} where the comparison wants that. */
  static Found of(Comparison comparison, Group group, Trainer trainer, TrialVoice voice) {
    Optional<Comparison.Tuned> tuned = comparison.options().tuned();
    if (tuned.isEmpty()) {
      return new Found(group.candidates(), Optional.empty());
    }
    long start = System.nanoTime();
    Search search = search(comparison, group, tuned.get(), trainer, voice);
    List<Candidate> chosen = search.choose(group.candidates());
    return new Found(chosen, Optional.of(search.tuning((System.nanoTime() - start) / 1e9)));
  }

  private static Search search(
      Comparison comparison,
      Group group,
      Comparison.Tuned tuned,
      Trainer trainer,
      TrialVoice voice) {
    Dataset data = comparison.data();
    var sizes =
        new Search.Sizes(
            data.train().size(),
            data.validation().orElseThrow().size(),
            data.test().map(ImageSource::size).orElse(0),
            comparison.seeds().size());
    Strategy.Rates rates = tuned.rates();
    var trials =
        new Trials(trainer, voice, group.architecture(), comparison.settings(), rates, sizes);
    return new Search(trials, comparison.settings().batchSize(), sizes, tuned.budget());
  }
}
