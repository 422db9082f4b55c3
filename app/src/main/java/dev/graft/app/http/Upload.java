package dev.graft.app.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;

/** The picture in a request's body: the body itself, or the one file of a form. */
public final class Upload {

  private static final int MOST_PARTS = 8;

  private Upload() {}

  /** The picture's bytes; what the client calls it is not looked at. */
  public static byte[] picture(String contentType, byte[] body) {
    if (body.length == 0) {
      throw Problem.wrongRequest("the body is empty; it is to be an image file").exception();
    }
    return plain(contentType).startsWith("multipart/") ? ofForm(contentType, body) : body;
  }

  private static String plain(String contentType) {
    return contentType == null ? "" : contentType.strip().toLowerCase(Locale.ROOT);
  }

  /** Null if there is none, or a damaged one. */
  private static String boundary(String contentType) {
    try {
      return MultiPart.extractBoundary(contentType);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] ofForm(String contentType, byte[] body) {
    String boundary = boundary(contentType);
    if (boundary == null || !plain(MimeTypes.getBase(contentType)).equals("multipart/form-data")) {
      throw Problem.wrongRequest("forms are multipart/form-data with a boundary").exception();
    }
    var parser = new MultiPartFormData.Parser(boundary);
    parser.setMaxParts(MOST_PARTS);
    parser.setMaxMemoryFileSize(-1); // nothing is ever written to a disk
    parser.setMaxLength(body.length);
    parser.setPartHeadersMaxLength(4096);
    var parsed = new CompletableFuture<MultiPartFormData.Parts>();
    parser.parse(Content.Source.from(ByteBuffer.wrap(body)), Promise.Invocable.toPromise(parsed));
    try (MultiPartFormData.Parts parts = parsed.join()) { // all is there: nothing is waited for
      return only(parts);
    } catch (CompletionException | IOException | IllegalArgumentException e) {
      throw Problem.wrongRequest("the form is damaged, or has more than 8 parts").exception();
    }
  }

  private static byte[] only(MultiPartFormData.Parts parts) throws IOException {
    MultiPart.Part found = null;
    for (MultiPart.Part part : parts) {
      if (part.getFileName() != null || "image".equals(part.getName())) {
        if (found != null) {
          throw Problem.wrongRequest("the form has several files; send one a request").exception();
        }
        found = part;
      }
    }
    if (found == null) {
      throw Problem.wrongRequest("the form has no file named \"image\"").exception();
    }
    ByteBuffer content = Content.Source.asByteBuffer(found.getContentSource());
    byte[] picture = new byte[content.remaining()];
    content.get(picture);
    return picture;
  }
}
