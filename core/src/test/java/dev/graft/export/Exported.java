package dev.graft.export;

import dev.graft.Golden;
import dev.graft.backbone.Architecture;
import dev.graft.backbone.SmallBackbones;
import dev.graft.torch.files.Safetensors;
import dev.graft.torch.layers.Weights;
import dev.graft.train.Classifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Classifiers with weights by formula, as their files are read. */
final class Exported {

  static final int SIDE = 64;

  private Exported() {}

  static Classifier classifier(Architecture architecture, Path folder) throws IOException {
    return Classifier.load(file(architecture, folder));
  }

  /** Three classes, 64 x 64 pixels or what is nearest above that it takes. */
  static Path file(Architecture architecture, Path folder) throws IOException {
    Path file = folder.resolve(architecture.id() + ".safetensors");
    int side = SmallBackbones.side(architecture);
    var metadata = new HashMap<String, String>();
    metadata.put("architecture", architecture.id());
    metadata.put("classes", "[\"a\",\"b, c\",\"ü\"]");
    metadata.put("temperature", "1.5");
    metadata.putAll(
        Map.of("fit", "squash", "resize", "" + side, "input_size", Integer.toString(side)));
    try (Weights weights = Golden.weights(architecture.entries(3))) {
      Safetensors.write(file, weights.stored(), metadata);
    }
    return file;
  }
}
