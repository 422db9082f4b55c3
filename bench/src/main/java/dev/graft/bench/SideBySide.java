package dev.graft.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures systems in turn: all are started, and in every round each does one piece of work while
 * the others sleep. A drift of the machine hits all of them alike.
 */
final class SideBySide {

  private final Bench bench;

  SideBySide(Bench bench) {
    this.bench = bench;
  }

  /** One uncounted round to warm up, then the counted ones. */
  List<Measured> measure(String what, List<Contender> contenders) throws IOException {
    var workers = new ArrayList<WorkerProcess>();
    try {
      for (Contender contender : contenders) {
        bench.say("%s: %s".formatted(what, contender.name()));
        workers.add(new WorkerProcess(contender, bench.log()));
      }
      var rates = new ArrayList<List<Double>>();
      contenders.forEach(contender -> rates.add(new ArrayList<>()));
      for (int round = 0; round <= bench.options().repeats(); round++) {
        for (int i = 0; i < workers.size(); i++) {
          double rate = workers.get(i).rate();
          if (round > 0) {
            rates.get(i).add(rate);
          }
        }
      }
      return results(contenders, workers, rates);
    } finally {
      workers.forEach(WorkerProcess::close);
    }
  }

  private List<Measured> results(
      List<Contender> contenders, List<WorkerProcess> workers, List<List<Double>> rates) {
    var results = new ArrayList<Measured>();
    for (int i = 0; i < contenders.size(); i++) {
      String name = contenders.get(i).name();
      var measured = new Measured(name, workers.get(i).facts(), rates.get(i));
      bench.say("  %-44s %s images/s".formatted(name, measured.rate().text()));
      results.add(measured);
    }
    return results;
  }
}
