package dev.graft.backbone;

import dev.graft.backbone.fetch.HubReference;
import java.util.Optional;

/**
 * A backbone as users name it: {@code NAME}, or {@code NAME.TAG} with one of its published weights,
 * as on timm's hub.
 *
 * @param weights what {@link WeightLocator#locate} is to be asked for; empty: the default
 */
public record TaggedName(Architecture architecture, Optional<String> weights) {

  /**
   * Reads {@code text}. A tag that Graft does not list is one of timm's on the hub.
   *
   * @throws IllegalArgumentException if there is no such backbone, naming those there are
   */
  public static TaggedName parse(String text) {
    for (int dot = text.length(); dot > 0; dot = text.lastIndexOf('.', dot - 1)) {
      String name = text.substring(0, dot);
      Optional<Architecture> found =
          Architecture.known().stream().filter(a -> a.id().equals(name)).findFirst();
      if (found.isPresent()) {
        return dot == text.length()
            ? new TaggedName(found.get(), Optional.empty())
            : tagged(found.get(), text.substring(dot + 1));
      }
    }
    return new TaggedName(Architecture.named(text), Optional.empty()); // says which there are
  }

  private static TaggedName tagged(Architecture architecture, String tag) {
    Optional<String> listed =
        architecture.weights().stream()
            .map(PublishedWeights::tag)
            .filter(tag::equalsIgnoreCase)
            .findFirst();
    String request =
        listed.orElseGet(() -> "hf:" + HubReference.timm(architecture.id(), tag).repository());
    return new TaggedName(architecture, Optional.of(request));
  }
}
