package dev.graft.app.http;

/** A {@link Problem} on its way to the reply: part of the day's work, so without a stack trace. */
public final class ProblemException extends RuntimeException {

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
