package dev.graft.app.serve;

import dev.graft.app.http.Body;
import dev.graft.app.http.BodyReader;
import dev.graft.app.http.Limits;
import dev.graft.app.http.Metrics;
import dev.graft.app.http.Problem;
import dev.graft.app.http.ProblemException;
import dev.graft.app.http.Reply;
import dev.graft.app.http.Upload;
import dev.graft.app.http.UploadBudget;
import dev.graft.data.format.ImageHeader;
import dev.graft.data.image.UnreadableImageException;
import dev.graft.train.LivePredictor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** {@code POST /v1/predict}: from a request to the models' answers, within its limits. */
final class Predictions implements AutoCloseable {

  private final List<Batcher> models;
  private final Optional<Gallery> gallery;
  private final Limits limits;
  private final UploadBudget uploads;
  private final Metrics metrics;
  private final Semaphore places;
  private final ExecutorService decoders;
  private final ExecutorService writer;

  Predictions(
      List<Batcher> models,
      Optional<Gallery> gallery,
      int threads,
      Limits limits,
      Metrics metrics) {
    this.models = List.copyOf(models);
    this.gallery = gallery;
    this.limits = limits;
    this.uploads = new UploadBudget(limits.uploadBytes());
    this.metrics = metrics;
    this.places = new Semaphore(limits.waiting());
    // Its queue is as long as there are places.
    this.decoders = Executors.newFixedThreadPool(threads, work -> thread("graft-decode", work));
    // What is computed must not wait for what is still to be decoded.
    this.writer = Executors.newSingleThreadExecutor(work -> thread("graft-reply", work));
    metrics.gauge("graft_upload_bytes", "Bytes of uploads held now.", uploads::held);
    metrics.gauge(
        "graft_waiting_images",
        "Images decoded, waiting, computed or answered now.",
        () -> limits.waiting() - places.availablePermits());
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** The answer of one request, or a {@link ProblemException}. */
  CompletableFuture<Reply> answer(Request request) {
    long began = System.nanoTime();
    Asked asked = Asked.of(Request.extractQueryParameters(request), models);
    String contentType = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    var written = new CompletableFuture<Void>();
    Request.addCompletionListener(request, failure -> written.complete(null));
    return BodyReader.read(request, limits, uploads)
        .thenCompose(body -> answer(contentType, body, asked, written))
        .whenComplete((reply, failure) -> metrics.predicted((System.nanoTime() - began) / 1e9));
  }

  /** The place is given back when nothing is done for this request, and its reply is written. */
  private CompletableFuture<Reply> answer(
      String contentType, Body body, Asked asked, CompletableFuture<Void> written) {
    if (!places.tryAcquire()) {
      body.close();
      throw Problem.busy("too many images wait").exception();
    }
    var worked = new CompletableFuture<Void>();
    var unused = worked.runAfterBoth(written, places::release);
    CompletableFuture<Reply> reply =
        new CompletableFuture<Reply>().orTimeout(limits.answer().toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Reply> told = reply.exceptionallyCompose(this::late);
    decoders.execute(() -> decode(contentType, body, asked, reply, worked));
    return told;
  }

  private CompletableFuture<Reply> late(Throwable failure) {
    return CompletableFuture.failedFuture(
        failure instanceof TimeoutException
            ? Problem.late(Math.max(1, limits.answer().toSeconds())).exception()
            : failure);
  }

  private void decode(
      String contentType,
      Body body,
      Asked asked,
      CompletableFuture<Reply> reply,
      CompletableFuture<Void> worked) {
    var answers = new ArrayList<CompletableFuture<LivePredictor.Answer>>();
    var pictures = new ArrayList<LivePredictor.Prepared>();
    try (body) {
      if (!reply.isDone()) {
        byte[] picture = Upload.picture(contentType, body.take());
        String format = checked(picture).format();
        for (Batcher model : asked.models()) {
          LivePredictor.Prepared prepared = model.prepare(picture);
          pictures.add(prepared);
          int maps = asked.heatMaps() && model.hasHeatMaps() ? asked.top() : 0;
          answers.add(model.ask(new LivePredictor.Question(prepared, maps, asked.neighbours())));
        }
        var unused =
            reply.whenComplete((done, late) -> answers.forEach(answer -> answer.cancel(false)));
        finish(new Answers(format, pictures, asked, gallery), answers, reply, worked);
        return;
      }
    } catch (UnreadableImageException e) {
      reply.completeExceptionally(Problem.unreadable(reason(e)).exception());
    } catch (RuntimeException | Error e) {
      reply.completeExceptionally(e);
    }
    answers.forEach(answer -> answer.cancel(false));
    worked.complete(null);
  }

  private void finish(
      Answers answers,
      List<CompletableFuture<LivePredictor.Answer>> parts,
      CompletableFuture<Reply> reply,
      CompletableFuture<Void> worked) {
    var all = CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    var unused =
        all.whenCompleteAsync(
            (done, failure) -> {
              worked.complete(null);
              if (failure != null) {
                reply.completeExceptionally(failure);
              } else {
                reply.complete(
                    Reply.json(answers.json(parts.stream().map(CompletableFuture::join).toList())));
              }
            },
            writer);
  }

  private ImageHeader checked(byte[] picture) {
    try {
      ImageHeader header = ImageHeader.read(picture, "image");
      checkPixels(header.pixels());
      return header;
    } catch (UnreadableImageException e) {
      checkPixels(e.pixels());
      throw e;
    }
  }

  private void checkPixels(long pixels) {
    if (pixels > limits.pixels()) {
      throw Problem.tooManyPixels(pixels, limits.pixels()).exception();
    }
  }

  /** A codec's own words name files of the machine it was built on. */
  private static String reason(UnreadableImageException e) {
    return e.reason().startsWith("the codec says") ? "the image is damaged" : e.reason();
  }

  @Override
  public void close() {
    decoders.shutdown();
    writer.shutdown();
  }
}
