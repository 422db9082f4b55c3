package dev.graft.app.http;

import dev.graft.data.format.ImageHeader;
import java.time.Duration;

/**
 * What clients may take of the machine.
 *
 * @param bodyBytes of one request's body
 * @param pixels of one picture, as its header says before anything is decoded
 * @param waiting pictures that are decoded, wait, are computed or whose answers are written at
 *     once; more are told to try later
 * @param connections open at once; further ones are not accepted meanwhile
 * @param uploadBytes of all bodies that are held at once; more are told to try later
 * @param upload from a request's first byte to its last
 * @param answer from then to its answer
 */
public record Limits(
    int bodyBytes,
    long pixels,
    int waiting,
    int connections,
    long uploadBytes,
    Duration upload,
    Duration answer) {

  private static final int MEBI = 1 << 20;

  public Limits {
    check(bodyBytes >= 1024 && bodyBytes <= 256 * MEBI, "a body has 1K to 256M, got " + bodyBytes);
    check(
        pixels >= 1 && pixels <= ImageHeader.MAX_PIXELS,
        "a picture has 1 to %d pixels, got %d".formatted(ImageHeader.MAX_PIXELS, pixels));
    check(waiting >= 1 && waiting <= 10_000, "1 to 10000 pictures wait, got " + waiting);
    check(
        connections >= 1 && connections <= 100_000,
        "1 to 100000 connections are held, got " + connections);
    check(uploadBytes >= bodyBytes, "all bodies together are no less than one, got " + uploadBytes);
    check(isSensible(upload) && isSensible(answer), "times are 1 s to 1 h, got too short or long");
  }

  /** What a request that was just begun may take, and with it the end of the server. */
  public Duration toEnd() {
    return upload.plus(answer).plusSeconds(1);
  }

  private static boolean isSensible(Duration time) {
    return time.toMillis() >= 1 && time.compareTo(Duration.ofHours(1)) <= 0;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** 20 MiB and 40 million pixels a picture, 256 waiting, 1,000 connections, 10 s and 30 s. */
  public static Limits defaults() {
    return new Limits(
        20 * MEBI,
        40_000_000,
        256,
        1000,
        256L * MEBI,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30));
  }
}
