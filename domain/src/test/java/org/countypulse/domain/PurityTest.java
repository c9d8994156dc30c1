package org.countypulse.domain;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The domain is a pure function of its arguments: what one stream works out, a replay works out
 * again, and a test without a broker too.
 */
@AnalyzeClasses(
    packages = "org.countypulse.domain",
    importOptions = ImportOption.DoNotIncludeTests.class)
class PurityTest {

  @ArchTest
  static final ArchRule KNOWS_NO_KAFKA =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule READS_NO_CLOCK =
      noClasses()
          .should()
          .accessTargetWhere(
              to("a clock", target -> target.getName().equals("now") && isTime(target.getOwner())))
          .orShould()
          .accessTargetWhere(
              to(
                  "a clock",
                  target ->
                      target.getOwner().isEquivalentTo(System.class)
                          && Set.of("currentTimeMillis", "nanoTime").contains(target.getName())))
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.Date.class);

  @ArchTest
  static final ArchRule THROWS_NO_DICE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(SplittableRandom.class, ThreadLocalRandom.class)
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest
  static final ArchRule READS_AND_WRITES_NOTHING =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.countypulse.domain.county.Counties$Chinese")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
                  .and(
                      describe(
                          "not serialization, which records and enums bring along",
                          c -> !c.isEquivalentTo(java.io.Serializable.class))));

  @ArchTest
  static final ArchRule STARTS_NO_THREAD =
      noClasses().should().dependOnClassesThat().areAssignableTo(Thread.class);

  private static boolean isTime(JavaClass owner) {
    return owner.getPackageName().startsWith("java.time");
  }

  private static DescribedPredicate<JavaAccess<?>> to(
      String what, java.util.function.Predicate<AccessTarget> predicate) {
    return describe("reads " + what, access -> predicate.test(access.getTarget()));
  }
}
