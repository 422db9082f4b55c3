package dev.graft.app.serve;

import dev.graft.app.http.Problem;
import dev.graft.app.http.Reply;
import dev.graft.app.http.Route;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/**
 * {@code GET /v1/thumbnail?image=N}: small pictures of the images that neighbours are found among.
 *
 * @param gallery empty where the server was started without such images
 */
record Thumbnails(Optional<Gallery> gallery) {

  static final String PATH = "/v1/thumbnail";

  private static final String IMAGE = "image";

  /** Where the picture of an image is found. */
  static String address(int image) {
    return PATH + "?" + IMAGE + "=" + image;
  }

  Route route() {
    return Route.get(this::answer);
  }

  private Reply answer(Request request) {
    Fields query = Request.extractQueryParameters(request);
    String given = query.getValue(IMAGE);
    if (query.getSize() != 1 || given == null || !given.matches("[0-9]{1,9}")) {
      throw Problem.wrongRequest("the only parameter is image, a number").exception();
    }
    int image = Integer.parseInt(given);
    return gallery
        .filter(shown -> image < shown.size())
        .map(shown -> shown.picture(image))
        .orElseThrow(
            () ->
                Problem.of(
                        404,
                        "no-such-image",
                        "There is no such image",
                        "answers name those there are")
                    .exception());
  }
}
