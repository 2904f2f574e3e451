package io.sparkmaxpool;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The boundaries between the packages, which are one Maven module. */
@AnalyzeClasses(packages = "io.sparkmaxpool", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String VECTOR_KERNELS = "io\\.sparkmaxpool\\.pooling\\.Vector[A-Z].*";
  private static final String BASE = "io.sparkmaxpool.";
  private static final String TENSOR = BASE + "tensor..";
  private static final String POOLING = BASE + "pooling..";
  private static final String DATASET = BASE + "dataset..";
  private static final String PARQUET = BASE + "parquet..";
  private static final String SAMPLE = BASE + "sample..";
  private static final String PREVIEW = BASE + "preview..";
  private static final String SQL = BASE + "sql..";
  private static final String SOURCE = BASE + "source..";
  private static final String SINK = BASE + "sink..";
  private static final String JOB = BASE + "job..";
  private static final String CLI = BASE + "cli..";
  private static final String METRICS = BASE + "metrics..";
  private static final String TEXT = BASE + "text..";

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.sparkmaxpool.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule TENSOR_NEEDS_ONLY_THE_JDK =
      classes()
          .that()
          .resideInAPackage(TENSOR)
          .should()
          .onlyDependOnClassesThat(
              com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                  TENSOR, "java.."));

  @ArchTest
  static final ArchRule PICTURES_NEED_ONLY_TENSORS =
      classes()
          .that()
          .resideInAPackage(PREVIEW)
          .should()
          .onlyDependOnClassesThat(
              com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                  TENSOR, PREVIEW, "java.."));

  @ArchTest
  static final ArchRule POOLING_NEEDS_ONLY_TENSORS =
      classes()
          .that()
          .resideInAPackage(POOLING)
          .should()
          .onlyDependOnClassesThat(
              com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                  TENSOR, POOLING, "java..", "jdk.incubator.vector.."));

  @ArchTest
  static final ArchRule ONLY_THE_VECTOR_KERNELS_KNOW_THE_VECTOR_API =
      noClasses()
          .that()
          .haveNameNotMatching(VECTOR_KERNELS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator..");

  @ArchTest
  static final ArchRule NOBODY_ELSE_NAMES_THEM =
      noClasses()
          .that()
          .haveNameNotMatching(VECTOR_KERNELS)
          .should()
          .dependOnClassesThat()
          .haveNameMatching(VECTOR_KERNELS);

  @ArchTest
  static final ArchRule THE_CORE_KNOWS_NO_SPARK =
      noClasses()
          .that()
          .resideInAnyPackage(TENSOR, POOLING, DATASET, PARQUET, SAMPLE, PREVIEW)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");

  @ArchTest
  static final ArchRule DATASETS_AND_FILES_DO_NOT_KNOW_EACH_OTHER =
      noClasses()
          .that()
          .resideInAPackage(DATASET)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(POOLING, PARQUET, SAMPLE, PREVIEW, SQL, SOURCE, SINK, JOB, CLI);

  /** The readers of one format; its library is no matter of the others. */
  @ArchTest
  static final ArchRule ONE_FORMAT_KNOWS_PARQUET =
      noClasses()
          .that()
          .resideInAPackage(DATASET)
          .and()
          .haveNameNotMatching(
              "io\\.sparkmaxpool\\.dataset\\.(Parquet[A-Z]|Page(Codec|Bounds)|ArrowTensors).*")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.parquet..", "org.apache.arrow..");

  @ArchTest
  static final ArchRule FILES_KNOW_ONLY_TENSORS =
      noClasses()
          .that()
          .resideInAPackage(PARQUET)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(POOLING, DATASET, SAMPLE, PREVIEW, SQL, SOURCE, SINK, JOB, CLI);

  @ArchTest
  static final ArchRule SOURCE_AND_SINK_DO_NOT_KNOW_EACH_OTHER =
      noClasses()
          .that()
          .resideInAPackage(SOURCE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PREVIEW, SINK, JOB, CLI)
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage(PARQUET);

  @ArchTest
  static final ArchRule SINK_DOES_NOT_KNOW_DATASETS =
      noClasses()
          .that()
          .resideInAPackage(SINK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DATASET, PREVIEW, SOURCE, JOB, CLI);

  @ArchTest
  static final ArchRule FUNCTIONS_KNOW_ONLY_POOLING =
      noClasses()
          .that()
          .resideInAPackage(SQL)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PARQUET, SAMPLE, PREVIEW, SOURCE, SINK, JOB, CLI);

  @ArchTest
  static final ArchRule ONE_CLASS_OF_FUNCTIONS_KNOWS_THE_IMAGE_DECODER =
      noClasses()
          .that()
          .resideInAPackage(SQL)
          .and()
          .doNotHaveFullyQualifiedName("io.sparkmaxpool.sql.ImageFunctions")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(DATASET);

  @ArchTest
  static final ArchRule NOBODY_KNOWS_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLI, "picocli..");

  @ArchTest
  static final ArchRule FIGURES_AND_TEXTS_KNOW_NOBODY =
      noClasses()
          .that()
          .resideInAnyPackage(METRICS, TEXT)
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are of other packages of ours",
                  type ->
                      type.getPackageName().startsWith(BASE)
                          && !type.getPackageName().equals(BASE + "metrics")
                          && !type.getPackageName().equals(BASE + "text")));

  /** Nothing that is read can become code: not a table, not a dataset, not a spec. */
  @ArchTest
  static final ArchRule NO_CODE_FROM_DATA =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.io\\.ObjectInputStream|java\\.lang\\.(ProcessBuilder|Process|ClassLoader)"
                  + "|java\\.net\\.URLClassLoader|java\\.rmi\\..*"
                  + "|org\\.snakeyaml\\.engine\\.v2\\.(api\\.Load|constructor\\..*)|org\\.yaml\\..*")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.beans..",
              "javax.script..",
              "javax.xml..",
              "org.xml..",
              "org.w3c..",
              "javax.naming..")
          .orShould()
          .callMethodWhere(
              target(owner(assignableTo(Runtime.class))).and(target(nameMatching("exec|load.*"))));

  /**
   * Spark's interfaces that are Scala's own: registration, relations, the commit protocol, events.
   */
  @ArchTest
  static final ArchRule SCALA_STAYS_AT_THE_BORDER =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.sparkmaxpool.sql.MaxPoolExtensions")
          .and()
          .haveNameNotMatching("io\\.sparkmaxpool\\.sql\\.Expressions(\\$.*)?")
          .and()
          .haveNameNotMatching("io\\.sparkmaxpool\\.sink\\.TableCommitter(\\$.*)?")
          .and()
          .doNotHaveFullyQualifiedName("io.sparkmaxpool.sink.WorkPathProtocol")
          .and()
          .haveNameNotMatching("io\\.sparkmaxpool\\.sink\\.TensorParquetSource(\\$.*)?")
          .and()
          .doNotHaveFullyQualifiedName("io.sparkmaxpool.job.Progress")
          .and()
          .doNotHaveFullyQualifiedName("io.sparkmaxpool.source.ImageTable")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("scala..");
}
