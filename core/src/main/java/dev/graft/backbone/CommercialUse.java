package dev.graft.backbone;

import java.util.Locale;
import java.util.Set;

/** Whether a licence of weights allows commercial use, as far as its name says. */
public enum CommercialUse {
  /** The licence allows it. */
  ALLOWED("commercial use allowed"),
  /** The licence forbids it. */
  FORBIDDEN("no commercial use"),
  /** Terms of the makers' own, which somebody has to read. */
  OWN_TERMS("terms of its own"),
  /** Nobody said what the licence is. */
  UNKNOWN("commercial use unknown");

  private static final Set<String> OPEN =
      Set.of("apache-2.0", "mit", "bsd-2-clause", "bsd-3-clause", "cc0-1.0", "cc-by-4.0", "isc");

  private final String words;

  CommercialUse(String words) {
    this.words = words;
  }

  /** By the licence's identifier, of SPDX or the hub. */
  public static CommercialUse of(String licence) {
    String id = licence.toLowerCase(Locale.ROOT).strip();
    if (OPEN.contains(id)) {
      return ALLOWED;
    }
    if (id.matches(".*(cc-by-nc|non-?commercial).*")) {
      return FORBIDDEN;
    }
    return id.isEmpty() || id.startsWith("unknown") || id.equals("none") || id.equals("other")
        ? UNKNOWN
        : OWN_TERMS;
  }

  /** For people: {@code no commercial use}. */
  public String words() {
    return words;
  }
}
