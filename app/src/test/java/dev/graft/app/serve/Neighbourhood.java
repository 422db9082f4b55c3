package dev.graft.app.serve;

import dev.graft.app.http.ServeSettings;
import dev.graft.data.Dataset;
import dev.graft.data.source.DataOptions;
import dev.graft.train.Neighbours;
import dev.graft.train.cache.Resources;
import dev.graft.train.features.Features;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Models that know a few drawn images, of which some cannot be read.
 *
 * @param leftOut names of the unreadable ones, with the reasons
 */
record Neighbourhood(List<ServedModel> models, Gallery gallery, List<String> leftOut)
    implements AutoCloseable {

  /** Writes images 0 to 11 of {@link Models#picture} into two classes below {@code folder}. */
  static Neighbourhood in(Path folder) throws IOException {
    Path data = folder.resolve("data");
    for (int i = 0; i < 12; i++) {
      String file = "%s/%02d.png".formatted(label(i), i);
      Files.createDirectories(data.resolve(label(i)));
      Files.write(data.resolve(file), Models.picture(i, 120 + 20 * i, 80, "png"));
    }
    Files.write(data.resolve("odd/half.png"), java.util.Arrays.copyOf(Models.picture(1), 99));
    List<ServedModel> models =
        List.of(Models.served("eins", folder, 1), Models.served("zwei", folder, 2));
    return of(data.toString(), models);
  }

  /** The class of image {@code i}. */
  static String label(int i) {
    return i % 2 == 0 ? "even" : "odd";
  }

  static Neighbourhood of(String location, List<ServedModel> models) throws IOException {
    var leftOut = new ArrayList<String>();
    var named = new ArrayList<ServedModel>();
    DataOptions whole = DataOptions.defaults().withTestFraction(0).withValidationFraction(0);
    try (Dataset data = Dataset.open(location, whole);
        var features = new Features(Resources.defaults(), event -> {})) {
      Gallery gallery =
          Gallery.of(
              data.train(), 2, done -> {}, (name, reason) -> leftOut.add(name + ": " + reason));
      for (ServedModel model : models) {
        named.add(
            model.withNeighbours(
                Neighbours.among(
                    gallery.images(),
                    model.classifier(),
                    Resources.defaults(),
                    features,
                    done -> {})));
      }
      return new Neighbourhood(named, gallery, leftOut);
    } // the images are not read again
  }

  PredictionServer start(ServeSettings settings) throws IOException {
    return PredictionServer.start(
        settings.withPort(0),
        models,
        java.util.Optional.of(gallery),
        failure -> {
          throw new AssertionError(failure);
        });
  }

  @Override
  public void close() {
    models.forEach(ServedModel::close);
  }
}
