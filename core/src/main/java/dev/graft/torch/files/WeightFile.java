package dev.graft.torch.files;

import dev.graft.files.pickle.UnknownClass;
import dev.graft.torch.WeightFileException;
import dev.graft.torch.tensors.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a weight file: safetensors, or PyTorch's {@code .pth} in its zip and legacy forms.
 *
 * <p>The form is told by content, never by the file's name. A {@code .pth} file is a Python pickle,
 * which is a program; Graft reads it with an interpreter that can build tensors, dictionaries and
 * plain values and passes over what is of any other class, so that opening a file never runs what
 * is in it.
 */
public final class WeightFile {

  private final Path path;
  private final String sha256;
  private final Map<String, StoredTensor> tensors;
  private final Map<String, String> metadata;
  private final Map<String, UnknownClass> unreadable;

  WeightFile(
      FileBytes file,
      Map<String, StoredTensor> tensors,
      Map<String, String> metadata,
      Map<String, UnknownClass> unreadable)
      throws WeightFileException {
    this(file.path(), file.sha256(), tensors, metadata, unreadable);
  }

  WeightFile(
      Path path,
      String sha256,
      Map<String, StoredTensor> tensors,
      Map<String, String> metadata,
      Map<String, UnknownClass> unreadable) {
    this.path = path;
    this.sha256 = sha256;
    this.tensors = Collections.unmodifiableMap(tensors);
    this.metadata = Collections.unmodifiableMap(metadata);
    this.unreadable = unreadable;
  }

  /**
   * Reads {@code path}. Tensors of a {@code .pth} checkpoint that nests its dictionaries have the
   * keys of those before their names: {@code state_dict.conv1.weight}. A file whose name ends in
   * {@code .index.json} names others, which are read together.
   *
   * @throws WeightFileException if it is no weight file, is damaged, or holds anything but weights
   */
  public static WeightFile read(Path path) throws IOException {
    if (path.toString().endsWith(ShardIndex.ENDING)) {
      return ShardIndex.read(path);
    }
    FileBytes file = FileBytes.map(path);
    try {
      return read(file);
    } catch (InternalError e) {
      // What the JVM throws when a mapped file was cut short by someone else while being read.
      throw new WeightFileException(path, "was cut short while being read", e);
    }
  }

  private static WeightFile read(FileBytes file) throws IOException {
    ByteBuffer head = file.slice(0, Math.min(512, file.size()), "its beginning");
    if (SafetensorsReader.recognises(head)) {
      return new SafetensorsReader(file).read();
    }
    if (TorchZip.recognises(head)) {
      return TorchZip.read(file);
    }
    if (TorchLegacy.recognises(head)) {
      return TorchLegacy.read(file);
    }
    throw new WeightFileException(file.path(), unrecognised(head));
  }

  /** What has names that begin with {@code prefix}, without it. */
  public WeightFile below(String prefix) {
    if (prefix.isEmpty()) {
      return this;
    }
    Map<String, StoredTensor> named = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            String rest = name.substring(prefix.length());
            named.put(rest, tensor.withName(rest));
          }
        });
    Map<String, UnknownClass> unknown = new HashMap<>();
    unreadable.forEach(
        (name, type) -> {
          if (name.startsWith(prefix)) {
            unknown.put(name.substring(prefix.length()), type);
          }
        });
    return new WeightFile(path, sha256, named, metadata, unknown);
  }

  private static String unrecognised(ByteBuffer head) {
    String text = StandardCharsets.ISO_8859_1.decode(head.duplicate()).toString();
    String start = text.stripLeading().toLowerCase(Locale.ROOT);
    String known = "; Graft reads .safetensors and PyTorch's .pth";
    if (text.isEmpty()) {
      return "is empty" + known;
    }
    if (start.startsWith("version https://git-lfs")) {
      return "is a Git LFS pointer, not the weights themselves; fetch them with \"git lfs pull\"";
    }
    if (start.startsWith("<!doctype") || start.startsWith("<html")) {
      return "is a web page, not weights; download the file itself, not the page that shows it";
    }
    if (text.startsWith("\u0089HDF")) {
      return "is an HDF5 (Keras) file" + known;
    }
    if (text.startsWith("GGUF")) {
      return "is a GGUF file" + known;
    }
    if (text.charAt(0) == 0x80) {
      return "is a Python pickle that torch.save did not write; save a state_dict with torch.save";
    }
    return "is neither a safetensors nor a PyTorch weight file";
  }

  /** Where it was read from. */
  public Path path() {
    return path;
  }

  /** SHA-256 of the whole file, 64 hex digits. */
  public String sha256() {
    return sha256;
  }

  /** Names of what is there but needs a Python class that Graft does not know. */
  public Set<String> unreadable() {
    return Collections.unmodifiableSet(unreadable.keySet());
  }

  /** The tensors by name, in file order. */
  public Map<String, StoredTensor> tensors() {
    return tensors;
  }

  /**
   * Passes unless the file has something else than a tensor by that name, which a Python class that
   * Graft does not know is needed for.
   *
   * @throws WeightFileException naming the class
   */
  public void requireReadable(String name) throws WeightFileException {
    if (unreadable.containsKey(name)) {
      throw new WeightFileException(
          path,
          "%s depends on the Python class or function %s, which Graft does not know; nothing of it was run"
              .formatted(name, unreadable.get(name).name()));
    }
  }

  /** Free-form notes of a safetensors file; empty for {@code .pth}. */
  public Map<String, String> metadata() {
    return metadata;
  }
}
