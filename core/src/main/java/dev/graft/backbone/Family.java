package dev.graft.backbone;

import java.util.List;

/**
 * Architectures that belong together. A library that provides one as a service of this type makes
 * its architectures known to every program that has it on its class path or module path; Graft's
 * own are in {@code dev.graft.backbone.family}. One that fails, or repeats a name of another, is
 * named in a {@link java.util.ServiceConfigurationError} to whoever looks for a backbone.
 */
public interface Family {

  /** Its name for people, such as {@code ResNet}. */
  String name();

  /** All of them, in the order in which to list them; always the same. */
  List<Architecture> architectures();
}
