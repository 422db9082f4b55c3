package dev.graft.app.serve;

import java.io.ByteArrayOutputStream;
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
final class BodyReader {

  /** What of a body that is too large is still read, so that the client reads why. */
  private static final int PATIENCE = 4;

  private final Request request;
  private final Limits limits;
  private final UploadBudget budget;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private long seen;
  private long held;
  private volatile Problem refusal; // null while all is well

  private BodyReader(Request request, Limits limits, UploadBudget budget) {
    this.request = request;
    this.limits = limits;
    this.budget = budget;
  }

  /**
   * The body once it is whole, or a {@link ProblemException}: too large, cut off, too slow, or too
   * much at once. What it takes of {@code budget} goes back when the request is done.
   */
  static CompletableFuture<byte[]> read(Request request, Limits limits, UploadBudget budget) {
    var reader = new BodyReader(request, limits, budget);
    Request.addCompletionListener(request, failure -> reader.giveBack());
    long announced = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
    if (announced > limits.bodyBytes()) {
      reader.refusal = Problem.tooLarge(limits.bodyBytes());
      if (request.getHeaders().contains(HttpHeader.EXPECT)
          || announced > (long) PATIENCE * limits.bodyBytes()) {
        return CompletableFuture.failedFuture(reader.refusal.exception());
      }
    }
    long millis = limits.upload().toMillis();
    CompletableFuture<byte[]> timed =
        reader.whole.completeOnTimeout(null, millis, TimeUnit.MILLISECONDS);
    reader.more();
    return timed.thenApply(reader::inTime);
  }

  private byte[] inTime(byte[] body) {
    if (body == null) {
      throw refusal != null
          ? refusal.exception()
          : Problem.tooSlow(Math.max(1, limits.upload().toSeconds())).exception();
    }
    return body;
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
        whole.complete(bytes.toByteArray());
      }
    }
  }

  private void end(Problem problem) {
    whole.completeExceptionally(problem.exception());
  }

  private synchronized void take(ByteBuffer part) {
    int count = part.remaining();
    seen += count;
    if (refusal == null && seen > limits.bodyBytes()) {
      refusal = Problem.tooLarge(limits.bodyBytes());
    } else if (refusal == null && !hold(count)) {
      refusal = Problem.busy("too many uploads at once");
    }
    if (refusal == null) {
      byte[] copy = new byte[count];
      part.get(copy);
      bytes.writeBytes(copy);
    } else {
      part.position(part.limit());
    }
  }

  private boolean hold(int count) {
    boolean room = budget.take(count);
    held += room ? count : 0;
    return room;
  }

  private synchronized void giveBack() {
    budget.give(held);
    held = 0;
  }
}
