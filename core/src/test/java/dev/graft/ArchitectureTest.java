package dev.graft;

import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows that docs/ARCHITECTURE.md draws between the library's packages. */
final class ArchitectureTest {

  private static final String PAGE = "docs/ARCHITECTURE.md says so: read it before changing this";

  /** Every package of the library and those that each may import, beside {@code files}. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "files", List.of(),
          "draw", List.of(),
          "torch", List.of(),
          "data", List.of("draw"),
          "backbone", List.of("torch", "data"),
          "train", List.of("backbone", "torch", "data"),
          "export", List.of("train", "backbone", "torch", "data"),
          "compare", List.of("train", "backbone", "torch", "data"));

  /** Methods of libtorch that take or give memory of this process, or compute by oneDNN. */
  private static final String ON_THE_PROCESSOR = "(mkldnn|from_blob|data_ptr|mutable_data_ptr).*";

  private static JavaClasses library;

  @BeforeAll
  static void read() {
    library =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.graft");
  }

  @TestFactory
  Stream<DynamicTest> noArrowPointsUp() {
    return ARROWS.keySet().stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> checkImports(name)));
  }

  private static void checkImports(String name) {
    String[] allowed =
        Stream.concat(Stream.of(name, "files"), ARROWS.get(name).stream())
            .map(ArchitectureTest::of)
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(of(name))
        .should()
        .onlyDependOnClassesThat(
            JavaClass.Predicates.resideInAnyPackage(allowed)
                .or(JavaClass.Predicates.resideOutsideOfPackage("dev.graft..")))
        .because(PAGE)
        .check(library);
  }

  @Test
  void onlyTorchNamesLibtorch() {
    only(List.of("torch"), "org.bytedeco.pytorch..", "org.bytedeco.openblas..");
  }

  @Test
  void onlyDataNamesOpenCv() {
    only(List.of("data"), "org.bytedeco.opencv..");
  }

  @Test
  void onlyTorchAndDataNameNativeMemory() {
    only(List.of("torch", "data"), "org.bytedeco.javacpp..");
  }

  /** Elsewhere than there, a tensor might as well lie on another device. */
  @Test
  void onlyTensorsAndComputeAssumeTheProcessor() {
    String[] owners = {of("torch.tensors"), of("torch.compute")};
    noClasses()
        .that()
        .resideInAPackage(of("torch"))
        .and()
        .resideOutsideOfPackages(owners)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco.javacpp..")
        .because(PAGE)
        .check(library);
    noClasses()
        .that()
        .resideOutsideOfPackages(owners)
        .should()
        .callMethodWhere(JavaCall.Predicates.target(nameMatching(ON_THE_PROCESSOR)))
        .because(PAGE)
        .check(library);
  }

  @Test
  void onlyFilesNamesThePickleLibrary() {
    only(List.of("files"), "net.razorvine..");
  }

  @Test
  void onlyTorchAndDataReadArchives() {
    only(List.of("torch", "data"), "org.apache.commons.compress..");
  }

  @Test
  void onlyExportAndGraphsNameOnnx() {
    only(
        List.of("export", "backbone.graph"),
        "ai.onnx..",
        "ai.onnxruntime..",
        "com.google.protobuf..");
  }

  private static void only(List<String> owners, String... packages) {
    noClasses()
        .that()
        .resideOutsideOfPackages(owners.stream().map(ArchitectureTest::of).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .as("only %s may name %s".formatted(owners, Arrays.toString(packages)))
        .because(PAGE)
        .check(library);
  }

  private static String of(String name) {
    return "dev.graft." + name + "..";
  }
}
