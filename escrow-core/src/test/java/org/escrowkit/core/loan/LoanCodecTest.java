package org.escrowkit.core.loan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class LoanCodecTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @Test
    void aStoredStateOfEveryKindReadsAsItDidWhenItWasWritten() {
        Map<String, String> made = new TreeMap<>();
        FormSamples.STATES.forEach((name, state) -> {
            ByteString bytes = LoanCodec.encode(FormSamples.loan(state));
            assertEquals(FormSamples.loan(state), LoanCodec.decode(bytes), name);
            made.put(name + ".hex", bytes.toHex() + "\n");
        });
        Golden.check(GOLDEN.resolve("loan-1/states"), made);
    }

    @Test
    void aStoredEventOfEveryKindReadsAsItDidWhenItWasWritten() {
        Map<String, String> made = new TreeMap<>();
        FormSamples.EVENTS.forEach((name, event) -> {
            ByteString bytes = LoanCodec.encode(event);
            assertEquals(event, LoanCodec.decodeEvent(bytes), name);
            made.put(name + ".hex", bytes.toHex() + "\n");
        });
        Golden.check(GOLDEN.resolve("loan-1/events"), made);
    }

    @Test
    void aStoredActionOfEveryKindReadsAsItDidWhenItWasWritten() {
        Map<String, String> made = new TreeMap<>();
        FormSamples.ACTIONS.forEach((name, action) -> {
            ByteString bytes = LoanCodec.encode(action);
            assertEquals(action, LoanCodec.decodeAction(bytes), name);
            made.put(name + ".hex", bytes.toHex() + "\n");
        });
        Golden.check(GOLDEN.resolve("loan-1/actions"), made);
    }

    @Test
    void noStateEventActionOrIntentIsWithoutAFormAndASample() {
        assertEquals(kinds(LoanState.class), StateForms.ALL.types());
        assertEquals(kinds(LoanEvent.class), EventForms.ALL.types());
        assertEquals(kinds(LoanAction.class), ActionForms.ALL.types());
        assertEquals(kinds(SettlementIntent.class), IntentForms.ALL.types());
        assertEquals(kinds(Interest.class), TermsParts.INTEREST.types());
        assertEquals(kinds(LoanState.class), classes(FormSamples.STATES.values()));
        assertEquals(kinds(LoanEvent.class), classes(FormSamples.EVENTS.values()));
        assertEquals(kinds(LoanAction.class), classes(FormSamples.ACTIONS.values()));
        assertEquals(kinds(SettlementIntent.class), classes(FormSamples.INTENTS.values()));
    }

    @Test
    void pendingTermsAreStoredWithTheLoan() {
        Loan loan = new Loan(
                FormSamples.TERMS,
                FormSamples.of(FormSamples.STATES, "Active"),
                Optional.of(new Amendment(FormSamples.of(FormSamples.ALL_TERMS, "None"), TestLoans.day(3))));
        assertEquals(loan, LoanCodec.decode(LoanCodec.encode(loan)));
    }

    @Test
    void amountsKeepTheScaleThatTheyHave() {
        Loan loan =
                FormSamples.loan(new Funded(Holdings.NONE, new Quote(Price.parse("USD 60000.000"), TestLoans.START)));
        assertEquals(loan, LoanCodec.decode(LoanCodec.encode(loan)));
    }

    @Test
    void p4BytesBehindALoanAreRefused() {
        for (LoanState state : FormSamples.STATES.values()) {
            ByteString bytes = LoanCodec.encode(FormSamples.loan(state));
            assertThrows(MalformedException.class, () -> LoanCodec.decode(bytes.plus(0)));
        }
    }

    @Test
    void p5ATruncatedLoanIsRefusedWhereverItEnds() {
        for (LoanState state : FormSamples.STATES.values()) {
            ByteString bytes = LoanCodec.encode(FormSamples.loan(state));
            for (int i = 0; i < bytes.size(); i += 1 + i / 50) {
                ByteString cut = bytes.slice(0, i);
                assertThrows(MalformedException.class, () -> LoanCodec.decode(cut));
            }
        }
    }

    @Test
    void p9StatesThatLieTooDeepInEachOtherAreRefusedAndNeitherReadNorWritten() {
        LoanState nested = FormSamples.of(FormSamples.STATES, "Offered");
        for (int i = 1; i < FormWriter.MOST_DEPTH; i++) {
            nested = new Compromised(nested);
        }
        Loan deepest = FormSamples.loan(nested);
        ByteString bytes = LoanCodec.encode(deepest);
        assertEquals(deepest, LoanCodec.decode(bytes));
        Loan deeper = FormSamples.loan(new Compromised(nested));
        assertThrows(IllegalArgumentException.class, () -> LoanCodec.encode(deeper));
        int tagAt = 1 + 3 + TermsCodec.encode(FormSamples.TERMS).size();
        ByteString oneMore = ByteString.ofHex(bytes.slice(0, tagAt).toHex() + "11"
                + bytes.slice(tagAt, bytes.size()).toHex());
        MalformedException refused = assertThrows(MalformedException.class, () -> LoanCodec.decode(oneMore));
        assertEquals("more than 64 states within each other", refused.problem());
        assertEquals("stored loan, Compromised", refused.subject());
    }

    @Test
    void anUnknownFormIsRefused() {
        ByteString bytes = LoanCodec.encode(FormSamples.loan(FormSamples.of(FormSamples.STATES, "Offered")));
        ByteString other = ByteString.ofHex("02" + bytes.slice(1, bytes.size()).toHex());
        String message = assertThrows(MalformedException.class, () -> LoanCodec.decode(other))
                .problem();
        assertTrue(message.contains("form 2 is unknown"), message);
    }

    @Test
    void aDisputeOverNoRunningLoanIsRefused() {
        ByteString good = LoanCodec.encode(FormSamples.loan(new Compromised(new Offered(Holdings.NONE))));
        int tagAt = 1 + 3 + TermsCodec.encode(FormSamples.TERMS).size();
        assertEquals(17, good.at(tagAt));
        ByteString disputed = ByteString.ofHex(good.slice(0, tagAt).toHex() + "0b"
                + good.slice(tagAt + 1, good.size()).toHex());
        String message = assertThrows(MalformedException.class, () -> LoanCodec.decode(disputed))
                .problem();
        assertTrue(message.contains("a running loan expected"), message);
    }

    @Test
    void theRolesAreAllThere() {
        assertEquals(Set.of(Role.values()), Set.copyOf(TermsCodec.ROLES));
    }

    private static Set<Class<?>> kinds(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(kind -> kind.isSealed() ? kinds(kind).stream() : Stream.of(kind))
                .collect(Collectors.toSet());
    }

    private static Set<Class<?>> classes(Collection<?> samples) {
        return samples.stream().map(Object::getClass).collect(Collectors.toSet());
    }
}
