package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.escrowkit.core.policy.PolicyRule;
import org.escrowkit.wallet.node.JsonValue;
import org.junit.jupiter.api.Test;

class EscrowTest {
    private final TestConsole console = new TestConsole();

    @Test
    void aCommandThatIsNotThereIsAMatterOfUsage() {
        assertEquals(
                "escrow: Unmatched argument at index 0: 'doctr'\nSee 'escrow --help'.\nDid you mean: escrow doctor?",
                console.failed(Exit.USAGE, "doctr").replace("\r", ""));
    }

    @Test
    void withoutACommandTheHelpIsShownAndItIsAMatterOfUsage() {
        assertTrue(console.failed(Exit.USAGE).startsWith("Usage: escrow"));
        assertTrue(console.failed(Exit.USAGE, "keys").startsWith("Usage: escrow keys"));
        assertEquals("", console.out());
    }

    @Test
    void everyCommandHelps() {
        for (List<String> command : List.of(
                List.of("demo"),
                List.of("completion"),
                List.of("keys", "create"),
                List.of("keys", "import"),
                List.of("keys", "show"),
                List.of("keys", "export"),
                List.of("keys", "passphrase"),
                List.of("vault", "create"),
                List.of("vault", "show"),
                List.of("address"),
                List.of("watch"),
                List.of("loan", "terms"),
                List.of("loan", "open"),
                List.of("loan", "list"),
                List.of("loan", "show"),
                List.of("loan", "address"),
                List.of("loan", "tell"),
                List.of("loan", "price"),
                List.of("loan", "claim"),
                List.of("loan", "keep"),
                List.of("loan", "plan"),
                List.of("loan", "settle"),
                List.of("loan", "journal"),
                List.of("loan", "export"),
                List.of("loan", "run"),
                List.of("psbt", "explain"),
                List.of("psbt", "sign"),
                List.of("psbt", "combine"),
                List.of("psbt", "finalize"),
                List.of("audit", "verify"),
                List.of("doctor"))) {
            Object[] args = Stream.concat(command.stream(), Stream.of("--help")).toArray();
            String help = console.done(args);
            assertTrue(help.startsWith("Usage: escrow " + String.join(" ", command)), help);
            assertTrue(help.lines().allMatch(line -> line.length() <= 100), help);
        }
    }

    @Test
    void errorsForMachinesAreJson() {
        assertEquals(
                JsonValue.parse("""
                        {"error": "no key file nowhere.key", "next": "Make one by 'escrow keys create nowhere.key'.", \
                        "code": 1}"""),
                JsonValue.parse(new TestConsole()
                        .typing("secret")
                        .failed(Exit.REFUSED, "keys", "show", "nowhere.key", "--json")
                        .replace("Passphrase of nowhere.key: ", "")));
        assertEquals(
                Exit.USAGE,
                JsonValue.parse(console.failed(Exit.USAGE, "keys", "show", "--json"))
                        .get("code")
                        .asInt());
    }

    @Test
    void aStackTraceIsForWhoeverAsksForIt() {
        String quiet = new TestConsole().typing("secret").failed(Exit.REFUSED, "keys", "show", "nowhere.key");
        assertFalse(quiet.contains("\tat "), quiet);
        String loud = new TestConsole().typing("secret").failed(Exit.REFUSED, "keys", "show", "nowhere.key", "--debug");
        assertTrue(loud.contains("\tat org.escrowkit"), loud);
    }

    @Test
    void anArgumentThatBeginsLikeAFileOfArgumentsIsNone() {
        assertEquals(
                "escrow: no key file @nowhere",
                new TestConsole()
                        .typing("secret")
                        .failed(Exit.REFUSED, "keys", "show", "@nowhere")
                        .replace("Passphrase of @nowhere: ", "")
                        .lines()
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void theCompletionKnowsTheCommands() {
        String script = console.done("completion");
        for (String command : List.of("keys", "passphrase", "vault", "finalize", "doctor", "--cooling-off")) {
            assertTrue(script.contains(command), command);
        }
    }

    @Test
    void everyRuleHasAnAdvice() {
        for (PolicyRule rule : PolicyRule.values()) {
            assertTrue(RuleAdvice.of(rule).endsWith("."), rule.id());
        }
    }
}
