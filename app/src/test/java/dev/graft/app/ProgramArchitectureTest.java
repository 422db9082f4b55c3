package dev.graft.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.graft.app.http.LocalNames;
import dev.graft.backbone.Architecture;
import dev.graft.compare.Conclusions;
import dev.graft.compare.curve.CurveConclusions;
import dev.graft.torch.compute.Compute;
import dev.graft.torch.compute.Optimizer;
import dev.graft.torch.layers.Weights;
import dev.graft.torch.tensors.Scope;
import dev.graft.torch.tensors.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The program's side of the arrows that docs/ARCHITECTURE.md draws. */
final class ProgramArchitectureTest {

  private static final String PAGE = "docs/ARCHITECTURE.md says so: read it before changing this";

  private static JavaClasses program;

  @BeforeAll
  static void read() {
    program =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.graft.app");
  }

  /** Plain data of the library, and the sentences drawn from it. */
  private static DescribedPredicate<JavaClass> plainData() {
    return describe(
        "records, enums, interfaces of settings, conclusions",
        type ->
            type.getPackageName().startsWith("dev.graft.")
                && (type.isRecord()
                    || type.isEnum()
                    || type.isInterface()
                    || type.isEquivalentTo(Architecture.class)
                    || type.isEquivalentTo(Compute.class)
                    || type.isEquivalentTo(Conclusions.class)
                    || type.isEquivalentTo(CurveConclusions.class)
                    || type.getPackageName().startsWith("dev.graft.app.report")));
  }

  @Test
  void reportsSeeRecordsOnly() {
    classes()
        .that()
        .resideInAPackage("dev.graft.app.report..")
        .should()
        .onlyDependOnClassesThat(
            plainData()
                .or(
                    JavaClass.Predicates.resideInAnyPackage(
                        "java..",
                        "dev.graft.files",
                        "com.fasterxml.jackson.annotation..",
                        "com.fasterxml.jackson.core..",
                        "com.fasterxml.jackson.databind..")))
        .because(PAGE)
        .check(program);
  }

  @Test
  void commandsHandleNoTensors() {
    noClasses()
        .that()
        .resideInAPackage("dev.graft.app.cli..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Tensor.class, Scope.class, Weights.class, Optimizer.class)
        .because(PAGE)
        .check(program);
  }

  @Test
  void nothingHereNamesNativeLibraries() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco..", "net.razorvine..", "org.apache.commons.compress..")
        .because(PAGE)
        .check(program);
  }

  @Test
  void reportsDoNotKnowTheCommands() {
    noClasses()
        .that()
        .resideInAPackage("dev.graft.app.report..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.graft.app.cli..")
        .because(PAGE)
        .check(program);
  }

  @Test
  void manualPagesAreMadeOfPicoclisModelAlone() {
    classes()
        .that()
        .resideInAPackage("dev.graft.app.manual")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.graft.app.manual", "picocli", "java..")
        .because(PAGE)
        .check(program);
  }

  @Test
  void onlyTheServersNameJetty() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.graft.app.http", "dev.graft.app.serve", "dev.graft.app.watch")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.eclipse.jetty..")
        .because(PAGE)
        .check(program);
  }

  @Test
  void theLiveViewSeesWhatIsToldOnly() {
    classes()
        .that()
        .resideInAPackage("dev.graft.app.watch")
        .should()
        .onlyDependOnClassesThat(
            plainData()
                .or(
                    JavaClass.Predicates.resideInAnyPackage(
                        "dev.graft.app.watch",
                        "dev.graft.data..",
                        "dev.graft.files",
                        "org.eclipse.jetty..",
                        "com.fasterxml.jackson.databind..",
                        "java.."))
                .or(JavaClass.Predicates.equivalentTo(LocalNames.class)))
        .because(PAGE)
        .check(program);
  }

  @Test
  void theServerSeesClassifiersAndImagesOnly() {
    classes()
        .that()
        .resideInAPackage("dev.graft.app.serve")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.graft.app.http",
            "dev.graft.app.serve",
            "dev.graft.train..",
            "dev.graft.data..",
            "dev.graft.backbone",
            "dev.graft.files",
            "org.eclipse.jetty..",
            "com.fasterxml.jackson.databind..",
            "java..")
        .because(PAGE)
        .check(program);
  }
}
