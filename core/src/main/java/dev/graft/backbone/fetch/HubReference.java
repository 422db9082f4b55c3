package dev.graft.backbone.fetch;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file on the Hugging Face hub, written {@code hf:OWNER/NAME[@REVISION][:FILE]}. */
public record HubReference(String owner, String name, String revision, String file) {

  /** Where the hub is. */
  public static final String HUB = "https://huggingface.co";

  private static final String WORD = "[A-Za-z0-9][A-Za-z0-9._-]*";

  private static final Pattern SYNTAX =
      Pattern.compile(
          "hf:(%1$s)/(%1$s)(?:@(%1$s(?:/%1$s)*))?(?::(%1$s(?:/%1$s)*))?".formatted(WORD));

  /**
   * Reads what a user wrote.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  public static HubReference parse(String text) {
    Matcher m = SYNTAX.matcher(text);
    if (!m.matches() || text.contains("..")) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not of the form hf:OWNER/NAME[@REVISION][:FILE],"
              + " such as hf:timm/resnet18.tv_in1k");
    }
    return new HubReference(
        m.group(1),
        m.group(2),
        m.group(3) == null ? "main" : m.group(3),
        m.group(4) == null ? "model.safetensors" : m.group(4));
  }

  /** The main revision's {@code model.safetensors} of {@code OWNER/NAME}. */
  public static HubReference ofRepository(String repository) {
    return parse("hf:" + repository);
  }

  /**
   * Weights that timm publishes for an architecture; for CLIP with QuickGELU, they are kept under
   * the name of the architecture without it (timm 1.0.29, models/vision_transformer.py).
   *
   * @throws IllegalArgumentException if the tag is none
   */
  public static HubReference timm(String architecture, String tag) {
    return ofRepository("timm/" + architecture.replace("_clip_quickgelu_", "_clip_") + "." + tag);
  }

  /** Another file in the same folder of the same revision. */
  public HubReference sibling(String other) {
    return new HubReference(owner, name, revision, file.replaceFirst("[^/]*$", other));
  }

  /** {@code OWNER/NAME}. */
  public String repository() {
    return owner + "/" + name;
  }

  /** Where {@code endpoint}, such as https://huggingface.co, serves it. */
  public URI location(String endpoint) {
    return URI.create(
        "%s/%s/%s/resolve/%s/%s"
            .formatted(
                endpoint.replaceAll("/+$", ""), owner, name, revision.replace("/", "%2F"), file));
  }

  @Override
  public String toString() {
    return "hf:%s/%s@%s:%s".formatted(owner, name, revision, file);
  }
}
