package dev.graft.app.serve;

import dev.graft.app.http.Metrics;
import dev.graft.train.LivePredictor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Computes what concurrent requests ask of one model in batches: whatever has come while the
 * batches before were computed, or within a few milliseconds of the first.
 */
final class Batcher implements AutoCloseable {

  /** Images that are computed together: more are no faster. */
  static final int MOST = 32;

  /** Fewer wait for others as long as something is computed: small batches cost more an image. */
  private static final int FEW = 8;

  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** A question on its way, and where its answer goes; what was given up is not computed. */
  private record Waiting(
      LivePredictor.Question question, CompletableFuture<LivePredictor.Answer> answer) {

    static final Waiting END = new Waiting(null, new CompletableFuture<>());
  }

  private final ServedModel model;
  private final LivePredictor predictor;
  private final Turns turns;
  private final Metrics metrics;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Thread thread;

  /**
   * Prepares the network and begins to wait.
   *
   * @param turns shared by all models
   */
  Batcher(ServedModel model, LivePredictor predictor, Turns turns, Metrics metrics) {
    this.model = model;
    this.predictor = predictor;
    this.turns = turns;
    this.metrics = metrics;
    this.thread = new Thread(this::run, "graft-queue");
    thread.setDaemon(true);
    thread.start();
  }

  ServedModel model() {
    return model;
  }

  /** Whether there are heat maps. */
  boolean hasHeatMaps() {
    return predictor.hasHeatMaps();
  }

  /** Whether questions may ask for neighbours. */
  boolean hasNeighbours() {
    return model.neighbours().isPresent();
  }

  /** The picture as this model's network sees it; on the caller's thread. */
  LivePredictor.Prepared prepare(byte[] encoded) {
    return predictor.prepare(encoded);
  }

  /** The answer, some time; whoever needs it no more cancels it. */
  CompletableFuture<LivePredictor.Answer> ask(LivePredictor.Question question) {
    var answer = new CompletableFuture<LivePredictor.Answer>();
    queue.add(new Waiting(question, answer));
    return answer;
  }

  private void run() {
    try {
      while (true) {
        Waiting first = queue.take();
        if (first.equals(Waiting.END) || !compute(gather(first))) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does; the queue is ended by a word of its own
    }
  }

  private List<Waiting> gather(Waiting first) throws InterruptedException {
    var batch = new ArrayList<Waiting>(MOST);
    batch.add(first);
    long end = System.nanoTime() + WAIT_NANOS;
    while (batch.size() < MOST) {
      Waiting next = queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next != null) {
        batch.add(next);
      } else if (batch.size() < FEW && turns.isBusy()) {
        end = System.nanoTime() + WAIT_NANOS;
      } else {
        break;
      }
    }
    return batch;
  }

  /** False once the end has come. */
  private boolean compute(List<Waiting> batch) {
    turns.await();
    queue.drainTo(batch, MOST - batch.size()); // came while others had their turns
    boolean last = batch.remove(Waiting.END);
    batch.removeIf(waiting -> waiting.answer().isDone());
    if (batch.isEmpty()) {
      turns.pass();
    } else {
      turns.use(() -> answer(batch));
    }
    return !last;
  }

  private void answer(List<Waiting> batch) {
    try {
      List<LivePredictor.Answer> answers =
          predictor.predict(batch.stream().map(Waiting::question).toList());
      for (int i = 0; i < answers.size(); i++) {
        batch.get(i).answer().complete(answers.get(i));
      }
      metrics.computed(model.name(), batch.size());
    } catch (RuntimeException | Error e) {
      batch.forEach(waiting -> waiting.answer().completeExceptionally(e));
    }
  }

  /** Computes what waits, then frees the network; on an interrupted thread, without waiting. */
  @Override
  public void close() {
    queue.add(Waiting.END);
    try {
      thread.join();
      turns.awaitAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    predictor.close();
  }
}
