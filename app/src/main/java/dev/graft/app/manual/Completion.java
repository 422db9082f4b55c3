package dev.graft.app.manual;

import java.util.function.Function;

/** Shells that can be taught a program's words. */
public enum Completion {
  BASH(BashCompletion::of),
  ZSH(ZshCompletion::of),
  FISH(FishCompletion::of);

  private final Function<CommandText, String> script;

  Completion(Function<CommandText, String> script) {
    this.script = script;
  }

  /** The script that teaches them those of {@code program}. */
  public String of(CommandText program) {
    return script.apply(program);
  }
}
