package org.escrowkit.examples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.policy.Policy;
import org.escrowkit.wallet.BitcoinjTransactions;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls of the house: which way dependencies run, and what escrow-core does without. */
class WallsTest {
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.escrowkit");

    @TestFactory
    Stream<DynamicTest> everyWallStands() {
        return Arrays.stream(WallsTest.class.getDeclaredFields())
                .filter(field -> field.getType() == ArchRule.class)
                .map(field ->
                        DynamicTest.dynamicTest(field.getName(), () -> ((ArchRule) field.get(null)).check(PRODUCTION)));
    }

    static final ArchRule modulesDependOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("core")
            .definedBy("org.escrowkit.core..")
            .layer("wallet")
            .definedBy("org.escrowkit.wallet..")
            .layer("regtest")
            .definedBy("org.escrowkit.regtest..")
            .layer("examples")
            .definedBy("org.escrowkit.examples..")
            .whereLayer("core")
            .mayNotAccessAnyLayer()
            .whereLayer("wallet")
            .mayOnlyAccessLayers("core")
            .whereLayer("regtest")
            .mayOnlyAccessLayers("core", "wallet")
            .whereLayer("examples")
            .mayNotBeAccessedByAnyLayer();

    static final ArchRule roomsOfTheCoreDependOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("bitcoin")
            .definedBy("org.escrowkit.core.bitcoin")
            .layer("keys")
            .definedBy("org.escrowkit.core.keys")
            .layer("vault")
            .definedBy("org.escrowkit.core.vault")
            .layer("psbt")
            .definedBy("org.escrowkit.core.psbt")
            .layer("ledger")
            .definedBy("org.escrowkit.core.ledger")
            .layer("form")
            .definedBy("org.escrowkit.core.form")
            .layer("loan")
            .definedBy("org.escrowkit.core.loan")
            .layer("evidence")
            .definedBy("org.escrowkit.core.evidence")
            .layer("settlement")
            .definedBy("org.escrowkit.core.settlement")
            .layer("policy")
            .definedBy("org.escrowkit.core.policy")
            .whereLayer("bitcoin")
            .mayNotAccessAnyLayer()
            .whereLayer("keys")
            .mayOnlyAccessLayers("bitcoin")
            .whereLayer("form")
            .mayOnlyAccessLayers("bitcoin")
            .whereLayer("vault")
            .mayOnlyAccessLayers("bitcoin", "keys")
            .whereLayer("psbt")
            .mayOnlyAccessLayers("bitcoin", "keys")
            .whereLayer("ledger")
            .mayOnlyAccessLayers("bitcoin", "keys", "vault", "psbt")
            .whereLayer("loan")
            .mayOnlyAccessLayers("bitcoin", "keys", "vault", "psbt", "ledger", "form")
            .whereLayer("evidence")
            .mayOnlyAccessLayers("bitcoin", "keys", "vault", "psbt", "form", "loan")
            .whereLayer("settlement")
            .mayOnlyAccessLayers("bitcoin", "keys", "vault", "psbt", "ledger", "loan", "evidence")
            .whereLayer("policy")
            .mayNotBeAccessedByAnyLayer();

    static final ArchRule noCyclesBetweenPackages =
            slices().matching("org.escrowkit.(**)").should().beFreeOfCycles();

    static final ArchRule theCoreUsesOnlyPureLibraries = classes()
            .that()
            .resideInAPackage("org.escrowkit.core..")
            .should()
            .onlyDependOnClassesThat(are(resideInAnyPackage(
                            "org.escrowkit.core..",
                            "java.lang..",
                            "java.math",
                            "java.nio.charset",
                            "java.time",
                            "java.time.chrono",
                            "java.time.temporal",
                            "java.util",
                            "java.util.function",
                            "java.util.regex",
                            "java.util.stream",
                            "org.bitcoinj.base..",
                            "org.bitcoinj.crypto.internal",
                            "org.bitcoinj.script",
                            "org.bouncycastle..",
                            "com.google.common..",
                            "fr.acinq.secp256k1",
                            "org.joda.money",
                            "org.pcollections",
                            "org.jspecify.annotations"))
                    .or(type(ByteArrayOutputStream.class))
                    .or(type(ByteBuffer.class))
                    .or(type(ByteOrder.class))
                    .or(type(CharBuffer.class))
                    .or(type(MessageDigest.class))
                    .or(type(NoSuchAlgorithmException.class)));

    static final ArchRule theCoreHasNoClockChanceThreadsOrConsole = noClasses()
            .that()
            .resideInAPackage("org.escrowkit.core..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    Thread.class,
                    ThreadLocal.class,
                    ProcessBuilder.class,
                    Runtime.class,
                    Random.class,
                    UUID.class,
                    Date.class,
                    Calendar.class,
                    Timer.class);

    /** Times come in as arguments: {@code java.time} is there to reckon with them. */
    static final ArchRule theCoreAsksNoClock = noClasses()
            .that()
            .resideInAPackage("org.escrowkit.core..")
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "asks what time or what zone it is",
                    call -> Set.of("now", "systemDefault", "systemUTC", "systemDefaultZone", "system", "tick")
                                    .contains(call.getName())
                            && call.getTargetOwner().getPackageName().startsWith("java.time")));

    /** Copying arrays is the one thing in it that asks nothing of the machine. */
    static final ArchRule theCoreTakesNothingFromSystemButArrayCopies = noClasses()
            .that()
            .resideInAPackage("org.escrowkit.core..")
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "is in System, and no copying of an array",
                    access -> access.getTargetOwner().isEquivalentTo(System.class)
                            && !access.getTarget().getName().equals("arraycopy")));

    static final ArchRule theCoreRollsNoDiceAndSharesNoWork = noClasses()
            .that()
            .resideInAPackage("org.escrowkit.core..")
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "is random or parallel",
                    call -> Set.of("random", "shuffle", "parallel", "parallelStream", "parallelSort", "parallelSetAll")
                                    .contains(call.getName())
                            && call.getTargetOwner().getPackageName().startsWith("java.")))
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(".*\\.(CryptoServicesRegistrar|SecureRandom.*)");

    /** But for the one class that converts to and from them, for applications that have both. */
    static final ArchRule bitcoinjsMutableTypesStayOutside = noClasses()
            .that(are(not(type(BitcoinjTransactions.class))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bitcoinj.core..", "org.bitcoinj.wallet..", "org.bitcoinj.params..");

    static final ArchRule onlyThePolicyMakesApprovals = noClasses()
            .that(are(resideOutsideOfPackages("org.escrowkit.core.policy")))
            .should()
            .callConstructorWhere(DescribedPredicate.describe(
                    "makes an " + ApprovedSpend.class.getSimpleName() + " beside " + Policy.class.getSimpleName(),
                    call -> call.getTargetOwner().isEquivalentTo(ApprovedSpend.class)));

    static final ArchRule onlyKeystoreAndSignSeePrivateKeys = noClasses()
            .that(are(resideOutsideOfPackages("org.escrowkit.wallet.keystore", "org.escrowkit.wallet.sign")))
            .should()
            .dependOnClassesThat()
            .haveNameMatching("org\\.bitcoinj\\.crypto\\.(ECKey|DeterministicKey|HDKeyDerivation).*");

    static final ArchRule loggingIsTheShells = noClasses()
            .that(are(resideOutsideOfPackages("org.escrowkit.wallet..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.slf4j..");

    @Test
    void everyPackageIsNullMarked() {
        Set<String> packages =
                PRODUCTION.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        Set<String> marked = PRODUCTION.stream()
                .filter(type -> type.getSimpleName().equals("package-info") && type.isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        assertEquals(packages, marked);
    }
}
