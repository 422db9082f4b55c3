package dev.graft.app.serve;

import dev.graft.backbone.Architecture;
import dev.graft.torch.Precision;
import dev.graft.train.Classifier;
import dev.graft.train.LivePredictor;
import dev.graft.train.cache.Resources;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;

/**
 * No test but a program for docs/benchmarks.md: many clients of a running server, and bad ones
 * beside them.
 */
final class Load {

  private final URI server;
  private final List<byte[]> requests;
  private final long end;
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> statuses = new ConcurrentSkipListMap<>();

  private Load(URI server, List<byte[]> requests, int seconds) {
    this.server = server;
    this.requests = requests;
    this.end = System.nanoTime() + seconds * 1_000_000_000L;
  }

  /**
   * {@code model FILE} writes a ResNet-18 of random weights; {@code forward FILE PRECISION
   * IMAGE...} computes batches of 32 for 10 s, and decodes for 2; {@code load URL SECONDS
   * CONNECTIONS BAD IMAGE...} sends.
   */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "model" -> Models.write(Path.of(args[1]), Architecture.named("resnet18"), 224, 1);
      case "forward" ->
          forward(
              Path.of(args[1]), Precision.valueOf(args[2]), List.of(args).subList(3, args.length));
      case "load" -> load(args);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void forward(Path model, Precision precision, List<String> images)
      throws IOException {
    try (Classifier classifier = Classifier.load(model);
        var predictor =
            new LivePredictor(
                classifier, Resources.defaults().withPrecision(precision), Batcher.MOST)) {
      var encoded = new ArrayList<byte[]>();
      for (String image : images) {
        encoded.add(Files.readAllBytes(Path.of(image)));
      }
      var batch = new ArrayList<LivePredictor.Question>();
      for (int i = 0; i < Batcher.MOST; i++) {
        batch.add(
            new LivePredictor.Question(predictor.prepare(encoded.get(i % encoded.size())), 0));
      }
      double network = rate(10, i -> predictor.predict(batch)) * Batcher.MOST;
      double decoding = rate(2, i -> predictor.prepare(encoded.get(i % encoded.size())));
      System.out.printf(
          "forward %.1f images/s; decoding, one thread: %.1f images/s%n", network, decoding);
    }
  }

  /** How often a second it is done, after a tenth of the time to warm up. */
  private static double rate(int seconds, IntConsumer work) {
    int warm = 0;
    for (long began = System.nanoTime(); System.nanoTime() - began < seconds * 100_000_000L; ) {
      work.accept(warm++);
    }
    long began = System.nanoTime();
    int times = 0;
    while (System.nanoTime() - began < seconds * 1_000_000_000L) {
      work.accept(times++);
    }
    return times / ((System.nanoTime() - began) / 1e9);
  }

  private static void load(String[] args) throws Exception {
    var requests = new ArrayList<byte[]>();
    for (String image : Arrays.copyOfRange(args, 5, args.length)) {
      byte[] body = Files.readAllBytes(Path.of(image));
      byte[] head = Raw.head(body.length).getBytes(StandardCharsets.ISO_8859_1);
      byte[] request = Arrays.copyOf(head, head.length + body.length);
      System.arraycopy(body, 0, request, head.length, body.length);
      requests.add(request);
    }
    int seconds = Integer.parseInt(args[2]);
    var load = new Load(URI.create(args[1]), requests, seconds);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < Integer.parseInt(args[3]); i++) {
      int first = i;
      threads.add(new Thread(() -> load.client(first)));
    }
    int bad = Integer.parseInt(args[4]);
    var next = new AtomicInteger();
    for (int i = 0; i < Math.min(bad, 50); i++) {
      threads.add(new Thread(() -> load.badClient(next, bad)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    load.tell(seconds);
  }

  private void client(int first) {
    try (var socket = new Socket(server.getHost(), server.getPort())) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = first; System.nanoTime() < end; i++) {
        long began = System.nanoTime();
        socket.getOutputStream().write(requests.get(i % requests.size()));
        count("good", status(in));
        nanos.add(System.nanoTime() - began);
      }
    } catch (IOException e) {
      count("good", -1);
    }
  }

  /** Of one answer, whose body is read to its end. */
  private static int status(InputStream in) throws IOException {
    String line = line(in);
    int status = Integer.parseInt(line.substring(9, 12));
    int length = 0;
    while (!line.isEmpty()) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
      line = line(in);
    }
    in.skipNBytes(length);
    return status;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed");
      }
      line.append(c == '\r' ? "" : String.valueOf((char) c));
    }
    return line.toString();
  }

  private void badClient(AtomicInteger next, int count) {
    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
      String kind = List.of("malformed", "broken", "huge", "cut off", "slow").get(i % 5);
      try (var raw = Raw.to(server)) {
        count(kind, send(raw, kind));
      } catch (IOException | InterruptedException e) {
        count(kind, -1);
      }
    }
  }

  private int send(Raw raw, String kind) throws IOException, InterruptedException {
    String close = "Connection: close";
    switch (kind) {
      case "malformed" -> raw.send("POST /v1/predict HTTP/1.1\r\nContent-Length: x\r\n\r\n");
      case "broken" -> {
        byte[] whole = requests.get(0);
        byte[] body = Arrays.copyOfRange(whole, whole.length - 900, whole.length);
        raw.send(Raw.head(body.length, close)).send(body);
      }
      case "huge" -> {
        raw.send(Raw.head(30 << 20, close));
        for (int i = 0; i < 30; i++) {
          raw.send(new byte[1 << 20]);
        }
      }
      case "cut off" -> raw.send(Raw.head(50_000)).send(new byte[20_000]).end();
      default -> {
        raw.send(Raw.head(50_000));
        for (int i = 0; i < 8; i++) { // less than the time for an upload; then it only waits
          raw.send(new byte[10]);
          Thread.sleep(1000);
        }
      }
    }
    return raw.status();
  }

  private void count(String kind, int status) {
    statuses.computeIfAbsent(kind + " " + status, key -> new LongAdder()).increment();
  }

  private void tell(int seconds) {
    System.out.println(statuses);
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    if (sorted.length == 0) { // bad clients alone
      return;
    }
    System.out.printf(
        "%d answers, %.1f a second, median %.0f ms, 99th percentile %.0f ms, longest %.0f ms%n",
        sorted.length,
        sorted.length / (double) seconds,
        sorted[sorted.length / 2] / 1e6,
        sorted[(int) (sorted.length * 0.99)] / 1e6,
        sorted[sorted.length - 1] / 1e6);
  }
}
