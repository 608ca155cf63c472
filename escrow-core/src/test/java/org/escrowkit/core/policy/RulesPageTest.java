package org.escrowkit.core.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.escrowkit.core.loan.Golden;
import org.junit.jupiter.api.Test;

/** Writes the page of rules, and finds rules without a test and ids that are none. */
class RulesPageTest {
    private static final Path ROOT = Path.of("..");
    private static final Path DOCS = ROOT.resolve("docs");

    /** What looks like the id of a rule: lower-case words with dashes, one of them a verb. */
    private static final Pattern LIKE_AN_ID =
            Pattern.compile("`([a-z]+(?:-[a-z]+)*-(?:is|are|has|may|fit|fits|sign|signs|demand|demands)-[a-z-]+)`");

    private final Map<PolicyRule, Set<String>> proofs = proofs();

    @Test
    void everyRuleHasATestThatShowsItRefuse() {
        assertEquals(Set.of(PolicyRule.values()), proofs.keySet());
    }

    @Test
    void thePageOfRulesIsUpToDate() {
        Golden.check(DOCS.resolve("policy-rules.md"), page());
    }

    /**
     * Rules S1 to S28 of the threat list each have a rule here, or a reason why another part of the house keeps them.
     */
    @Test
    void everyRuleOfTheThreatListHasAPlace() {
        Set<Integer> kept = new TreeSet<>();
        Matcher named = Pattern.compile("\\bS([0-9]+)\\b").matcher(sources());
        while (named.find()) {
            kept.add(Integer.valueOf(named.group(1)));
        }
        Set<Integer> all = new TreeSet<>(kept);
        all.addAll(ELSEWHERE.keySet());
        for (int i = 1; i <= 28; i++) {
            assertTrue(all.contains(i), "S" + i + " has no place");
        }
        assertEquals(28, all.size());
        assertEquals(Set.of(), intersection(kept, ELSEWHERE.keySet()), "kept here, and said to be kept elsewhere");
    }

    @Test
    void noTextNamesARuleThatThereIsNot() throws IOException {
        Set<String> ids = new HashSet<>();
        for (PolicyRule rule : PolicyRule.values()) {
            ids.add(rule.id());
        }
        List<String> unknown = new ArrayList<>();
        int texts = 0;
        for (Path text : texts()) {
            texts++;
            Matcher like = LIKE_AN_ID.matcher(Files.readString(text));
            while (like.find()) {
                if (!ids.contains(like.group(1))) {
                    unknown.add(like.group(1) + " in " + text);
                }
            }
        }
        assertEquals(List.of(), unknown);
        assertTrue(texts >= 3, texts + " texts");
        assertTrue(LIKE_AN_ID.matcher("`outputs-are-nice`").find(), "an id that is none is noticed");
    }

    /** Where the rules of the threat list that are no rule of the policy are kept. */
    private static final Map<Integer, String> ELSEWHERE = Map.of(
            22,
                    "A signer verifies its own signature before it leaves (`LocalSigner`), and the witness is verified when"
                            + " a transaction is finished.",
            27,
                    "Signatures are RFC 6979 with low S, checked with Wycheproof's vectors; keys are seen by"
                            + " `wallet.keystore` and `wallet.sign` alone.");

    private static Set<Integer> intersection(Set<Integer> one, Set<Integer> other) {
        Set<Integer> both = new TreeSet<>(one);
        both.retainAll(other);
        return both;
    }

    private static String sources() {
        StringBuilder all = new StringBuilder();
        for (PolicyRule rule : PolicyRule.values()) {
            all.append(rule.source()).append('\n');
        }
        return all.toString();
    }

    private static List<Path> texts() throws IOException {
        List<Path> texts = new ArrayList<>();
        for (Path folder : List.of(ROOT, DOCS)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(texts::add);
            }
        }
        return texts;
    }

    private String page() {
        StringBuilder page = new StringBuilder("""
                # The rules of the policy

                What stands between a PSBT and a signature. Every refusal names its rules by these ids, which do not change.
                Where *wait* is yes, the same bytes and evidence may be approved later; otherwise they never are. S1 to S28
                are the threats that the policy was written against. Each test is one that has seen the rule refuse:
                `RulesPageTest` draws this page from them, and fails when a rule has none or the page is stale;
                `mvn -pl escrow-core test -Dtest=RulesPageTest -Descrowkit.golden=write` draws it anew.

                | Rule | Holds | Stops | Source | Wait | Tests |
                |---|---|---|---|---|---|
                """);
        for (PolicyRule rule : PolicyRule.values()) {
            page.append("| `").append(rule.id()).append("` | ");
            page.append(String.join(
                    " | ",
                    rule.holds(),
                    rule.stops(),
                    rule.source(),
                    rule.isTemporary() ? "yes" : "no",
                    tests(proofs.getOrDefault(rule, Set.of()))));
            page.append(" |\n");
        }
        page.append("\nKept elsewhere:\n\n");
        new TreeMap<>(ELSEWHERE)
                .forEach((number, where) -> page.append("- S")
                        .append(number)
                        .append(": ")
                        .append(where)
                        .append('\n'));
        return page.toString();
    }

    /** By class, so that the page stays readable. */
    private static String tests(Set<String> names) {
        Map<String, List<String>> byClass = new TreeMap<>();
        names.forEach(name -> {
            String[] parts = name.split("#", 2);
            byClass.computeIfAbsent(parts[0], unused -> new ArrayList<>()).add(parts[1]);
        });
        List<String> cells = new ArrayList<>();
        byClass.forEach((type, methods) -> cells.add("`" + type + "`: " + String.join(", ", methods)));
        return String.join("<br>", cells);
    }

    private static Map<PolicyRule, Set<String>> proofs() {
        Map<PolicyRule, Set<String>> proofs = new EnumMap<>(PolicyRule.class);
        for (Class<?> type : testClasses()) {
            for (Method method : type.getDeclaredMethods()) {
                Proves proves = method.getAnnotation(Proves.class);
                if (proves != null && method.isAnnotationPresent(Test.class)) {
                    for (PolicyRule rule : proves.value()) {
                        proofs.computeIfAbsent(rule, unused -> new TreeSet<>())
                                .add(type.getSimpleName() + "#" + method.getName());
                    }
                }
            }
        }
        return proofs;
    }

    private static List<Class<?>> testClasses() {
        List<Class<?>> classes = new ArrayList<>();
        try {
            Path root = Path.of(RulesPageTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            String folder = RulesPageTest.class.getPackageName().replace('.', '/');
            try (Stream<Path> files = Files.list(root.resolve(folder))) {
                for (Path file : files.sorted().toList()) {
                    String name = String.valueOf(file.getFileName());
                    if (name.endsWith("Test.class")) {
                        classes.add(Class.forName(RulesPageTest.class.getPackageName() + "."
                                + name.substring(0, name.length() - ".class".length())));
                    }
                }
            }
        } catch (URISyntaxException | IOException | ClassNotFoundException unreadable) {
            throw new AssertionError(unreadable);
        }
        return classes;
    }
}
