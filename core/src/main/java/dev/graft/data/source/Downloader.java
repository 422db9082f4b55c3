package dev.graft.data.source;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Brings one file from the network. */
@FunctionalInterface
public interface Downloader {

  /**
   * Writes what {@code source} serves to {@code target}, which may hold the beginning of it from an
   * attempt that was broken off.
   *
   * @throws IOException if the file cannot be had whole
   */
  void fetch(URI source, Path target) throws IOException;
}
