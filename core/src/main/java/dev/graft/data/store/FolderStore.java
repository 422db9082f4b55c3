package dev.graft.data.store;

import dev.graft.data.source.DataException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** The files below a folder; links are followed, pipes and devices left out. */
public final class FolderStore implements FileStore {

  private final Path root;
  private final List<String> files = new ArrayList<>();
  private final List<String> folders = new ArrayList<>();

  private FolderStore(Path root) {
    this.root = root;
  }

  public static FolderStore open(Path root, String location) throws DataException {
    FolderStore store = new FolderStore(root);
    try {
      Files.walkFileTree(
          root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, store.new Lister());
    } catch (FileSystemLoopException e) {
      throw new DataException(
          location, "the folder " + e.getFile() + " links back to itself", "remove the link", e);
    } catch (IOException e) {
      throw new DataException(
          location, "cannot be listed: " + Reasons.of(e), "check the folder's permissions", e);
    }
    return store;
  }

  @Override
  public List<String> files() {
    return files;
  }

  @Override
  public List<String> folders() {
    return folders;
  }

  @Override
  public byte[] read(String path, long maxBytes) throws IOException {
    return readFile(root.resolve(path), maxBytes);
  }

  /** Reads through a plain stream, because an interrupt would close a channel in mid-read. */
  public static byte[] readFile(Path file, long maxBytes) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("not a regular file");
    }
    FileStore.checkSize(Files.size(file), maxBytes);
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      return in.readAllBytes();
    }
  }

  @Override
  public void close() {}

  private final class Lister extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (!folder.equals(root)) {
        folders.add(relative(folder));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!attributes.isOther()) {
        files.add(relative(file));
      }
      return FileVisitResult.CONTINUE;
    }

    private String relative(Path path) {
      StringBuilder text = new StringBuilder();
      for (Path part : root.relativize(path)) {
        text.append(text.isEmpty() ? "" : "/").append(part);
      }
      return text.toString();
    }
  }
}
