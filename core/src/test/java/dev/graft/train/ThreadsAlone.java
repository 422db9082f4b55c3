package dev.graft.train;

import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.MachineSpeed;
import dev.graft.train.cache.Resources;

/** A process that says what its cores came to. */
final class ThreadsAlone {

  private ThreadsAlone() {}

  /** Prints loader threads, threads of the network, and the first number that is tried. */
  public static void main(String[] args) {
    boolean any = Compute.standard().threads() <= Runtime.getRuntime().availableProcessors();
    System.out.printf(
        "%d %s %d", Resources.defaults().loaderThreads(), any, MachineSpeed.candidates().size());
  }
}
