package dev.graft.app.report.json;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An inspection as JSON; {@code docs/guide/data.md} says what each field is. */
public final class InspectionJson {

  /** Grows when a field changes its meaning or goes; new fields leave it. */
  private static final int FORMAT = 1;

  private static final String ORDER =
      "name location classNames splits duplicates features warnings notes";

  private InspectionJson() {}

  /** Everything that was found, numbers in full precision. */
  public static String of(Inspection inspection) {
    return Codec.file(FORMAT, Codec.ordered(Codec.tree(inspection), ORDER));
  }

  /** The images found twice and what the features showed. */
  static ObjectNode findings(Inspection inspection) {
    return Codec.tree(inspection).retain("duplicates", "features");
  }
}
