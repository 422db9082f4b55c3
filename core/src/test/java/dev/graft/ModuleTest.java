package dev.graft;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.graft.train.Classifier;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code module-info.java} exports is whole, and it is what docs/api.md lists. */
final class ModuleTest {

  /**
   * What exported methods name although it is not exported: they are called by Graft's own rooms.
   * docs/api.md says so.
   */
  private static final Set<String> NOT_FOR_USERS =
      Set.of(
          "dev.graft.data.batch.Loading",
          "dev.graft.torch.files.WeightFile",
          "dev.graft.torch.tensors.CrossEntropy",
          "dev.graft.torch.tensors.ElementType",
          "dev.graft.torch.tensors.Generator",
          "dev.graft.torch.tensors.Lifetime$Use",
          "dev.graft.torch.tensors.StoredTensor",
          "dev.graft.torch.tensors.Target",
          "dev.graft.torch.tensors.Tensor",
          "dev.graft.train.Classifier$Frozen",
          "dev.graft.train.features.FeatureStore",
          "dev.graft.train.features.Features");

  private static ModuleDescriptor module;
  private static Set<String> packages;
  private static List<JavaClass> exported;

  @BeforeAll
  static void read() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Classifier.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (var in = Files.newInputStream(classes.resolve("module-info.class"))) {
      module = ModuleDescriptor.read(in);
    }
    packages =
        module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
    exported =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.graft")
                .stream()
                .filter(ModuleTest::isExported)
                .toList();
  }

  private static boolean isExported(JavaClass type) {
    return packages.contains(type.getPackageName()) && isPublic(type);
  }

  /** And all types around it. */
  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ModuleTest::isPublic).orElse(true);
  }

  @Test
  void whatExportedTypesNameIsExported() {
    var missing = new TreeSet<String>();
    for (JavaClass type : exported) {
      named(type).filter(named -> !isKnown(named)).map(JavaClass::getName).forEach(missing::add);
    }
    assertThat(missing).containsExactlyInAnyOrderElementsOf(NOT_FOR_USERS);
  }

  /** To whoever requires the module. */
  private static boolean isKnown(JavaClass type) {
    if (type.getPackageName().startsWith("dev.graft")) {
      return isExported(type);
    }
    String home = type.reflect().getModule().getName();
    return "java.base".equals(home)
        || module.requires().stream()
            .filter(
                needed ->
                    needed.modifiers().contains(ModuleDescriptor.Requires.Modifier.TRANSITIVE))
            .anyMatch(needed -> needed.name().equals(home));
  }

  private static Stream<JavaClass> named(JavaClass type) {
    var types = new HashSet<JavaType>(type.getInterfaces());
    type.getSuperclass().ifPresent(types::add);
    for (JavaMember member : type.getMembers()) {
      Set<JavaModifier> modifiers = member.getModifiers();
      if (!modifiers.contains(JavaModifier.PUBLIC) && !modifiers.contains(JavaModifier.PROTECTED)) {
        continue;
      }
      if (member instanceof JavaField field) {
        types.add(field.getType());
      } else if (member instanceof JavaCodeUnit code) {
        types.add(code.getReturnType());
        types.addAll(code.getParameterTypes());
        types.addAll(code.getExceptionTypes());
      }
    }
    return types.stream()
        .flatMap(named -> named.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType);
  }

  @Test
  void thePageListsWhatIsExported() throws IOException {
    assertThat(listed())
        .isEqualTo(
            exported.stream()
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** The types of the table in docs/api.md: package, types, what they are. */
  private static Set<String> listed() throws IOException {
    var types = new TreeSet<String>();
    String room = "";
    for (String line :
        Files.readAllLines(Path.of(System.getProperty("graft.root"), "docs/api.md"))) {
      String[] cells = line.split("\\|", -1);
      if (cells.length != 5) {
        continue;
      }
      room = words(cells[1]).findFirst().orElse(room);
      String inRoom = "dev.graft." + room + ".";
      words(cells[2]).map(inRoom::concat).forEach(types::add);
    }
    return types;
  }

  private static Stream<String> words(String cell) {
    return Pattern.compile("`([\\w.]+)`").matcher(cell).results().map(m -> m.group(1));
  }
}
