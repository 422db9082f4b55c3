package dev.graft.data.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Image files without labels, found while they are asked for, in the file system's order: places
 * that are files themselves, whatever they are called, and of folders all image files below them.
 * Hidden ones are left out; links to folders are not followed. A folder that cannot be read comes
 * as if it were a file: whoever opens it hears why not.
 */
public final class ImageFiles implements Iterator<Path>, AutoCloseable {

  private final Iterator<Path> places;
  private final Deque<Folder> open = new ArrayDeque<>();
  private Path next;
  private long passedOver;

  private record Folder(DirectoryStream<Path> stream, Iterator<Path> entries) {}

  private ImageFiles(Iterator<Path> places) {
    this.places = places;
  }

  /** What is at {@code places}, which are asked for one by one. */
  public static ImageFiles at(Iterator<Path> places) {
    return new ImageFiles(places);
  }

  /** What is at one place. */
  public static ImageFiles at(Path place) {
    return at(List.of(place).iterator());
  }

  /** The same as a stream, which closes this. */
  public Stream<Path> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
        .onClose(this::close);
  }

  /** Files in folders so far that do not end as images do. */
  public long passedOver() {
    return passedOver;
  }

  @Override
  public boolean hasNext() {
    while (next == null && (!open.isEmpty() || places.hasNext())) {
      if (open.isEmpty()) {
        Path place = places.next();
        next = Files.isDirectory(place) ? entered(place) : place;
      } else {
        next = inside(open.peek());
      }
    }
    return next != null;
  }

  @Override
  public Path next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Path found = next;
    next = null;
    return found;
  }

  /** The folder's next image; null where its next entry is none. */
  private Path inside(Folder folder) {
    try {
      if (!folder.entries().hasNext()) {
        close(open.pop());
        return null;
      }
      Path entry = folder.entries().next();
      String name = entry.getFileName().toString();
      if (name.startsWith(".") || name.equals("__MACOSX")) {
        return null;
      }
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        return entered(entry);
      }
      if (!Files.isRegularFile(entry)) {
        return null;
      }
      boolean isImage = FileFormat.isImage(name);
      passedOver += isImage ? 0 : 1;
      return isImage ? entry : null;
    } catch (DirectoryIteratorException e) {
      close(open.pop()); // what was listed so far counts
      return null;
    }
  }

  /** Null, or {@code folder} itself if it cannot be read. */
  @SuppressWarnings("StreamResourceLeak") // it is closed after its last entry, or with this
  private Path entered(Path folder) {
    try {
      DirectoryStream<Path> stream = Files.newDirectoryStream(folder);
      open.push(new Folder(stream, stream.iterator()));
      return null;
    } catch (IOException e) {
      return folder;
    }
  }

  private static void close(Folder folder) {
    try {
      folder.stream().close();
    } catch (IOException e) {
      return; // it was only read
    }
  }

  @Override
  public void close() {
    open.forEach(ImageFiles::close);
    open.clear();
  }
}
