package dev.graft.app.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads a request's body as it comes, without a thread that waits for it: slow clients cost their
 * connection alone.
 */
public final class BodyReader {

  /** What of a body that is too large is still read, so that the client reads why. */
  private static final int PATIENCE = 4;

  private final Request request;
  private final Limits limits;
  private final Body body;
  private final CompletableFuture<Body> whole = new CompletableFuture<>();
  private long seen;
  private volatile Problem refusal; // null while all is well

  private BodyReader(Request request, Limits limits, Body body) {
    this.request = request;
    this.limits = limits;
    this.body = body;
  }

  /**
   * The body once it is whole, or a {@link ProblemException}: too large, cut off, too slow, or too
   * much at once. Who gets a body closes it; one that nobody gets is closed when the request is
   * done.
   */
  public static CompletableFuture<Body> read(Request request, Limits limits, UploadBudget budget) {
    long announced = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
    long most = announced < 0 ? limits.bodyBytes() : Math.min(announced, limits.bodyBytes());
    var reader = new BodyReader(request, limits, new Body(budget, (int) most));
    Request.addCompletionListener(request, failure -> reader.end());
    if (announced > limits.bodyBytes()) {
      reader.refusal = Problem.tooLarge(limits.bodyBytes());
      if (request.getHeaders().contains(HttpHeader.EXPECT)
          || announced > (long) PATIENCE * limits.bodyBytes()) {
        return CompletableFuture.failedFuture(reader.refusal.exception());
      }
    }
    long millis = limits.upload().toMillis();
    CompletableFuture<Body> timed =
        reader.whole.completeOnTimeout(null, millis, TimeUnit.MILLISECONDS);
    reader.more();
    return timed.thenApply(reader::inTime);
  }

  private Body inTime(Body given) {
    if (given == null) {
      throw refusal != null
          ? refusal.exception()
          : Problem.tooSlow(Math.max(1, limits.upload().toSeconds())).exception();
    }
    return given;
  }

  private void more() {
    while (!whole.isDone()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this::more);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        end(refusal != null ? refusal : Problem.cutOff());
        return;
      }
      take(chunk.getByteBuffer());
      boolean last = chunk.isLast();
      chunk.release();
      if (seen > (long) PATIENCE * limits.bodyBytes() || (last && refusal != null)) {
        end(refusal);
      } else if (last) {
        whole.complete(body);
      }
    }
  }

  private void end(Problem problem) {
    whole.completeExceptionally(problem.exception());
  }

  private void take(ByteBuffer part) {
    seen += part.remaining();
    if (refusal == null && seen > limits.bodyBytes()) {
      refusal = Problem.tooLarge(limits.bodyBytes());
    } else if (refusal == null && !body.add(part)) {
      refusal = Problem.busy("too many uploads at once");
    }
    if (refusal != null) {
      body.close();
    }
    part.position(part.limit());
  }

  private void end() {
    boolean given = !whole.isCompletedExceptionally() && whole.getNow(null) != null;
    if (!given) {
      body.close(); // and takes nothing any more, whatever is still being read
    }
  }
}
