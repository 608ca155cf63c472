package org.escrowkit.core.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rule 6 of the architecture: only the policy can make what a signer takes. */
class DoorTest {
    @Test
    void nobodyElseMakesAnApprovedSpend() {
        assertEquals(0, ApprovedSpend.class.getConstructors().length);
        for (Constructor<?> constructor : ApprovedSpend.class.getDeclaredConstructors()) {
            int reach = constructor.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED);
            assertEquals(0, reach, constructor::toString);
        }
        assertTrue(Modifier.isFinal(ApprovedSpend.class.getModifiers()), "a subclass could say anything");
        for (Method method : ApprovedSpend.class.getDeclaredMethods()) {
            int reach = method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED);
            assertTrue(method.getReturnType() != ApprovedSpend.class || reach == 0, method::toString);
        }
    }

    @Test
    void nothingInAnApprovedSpendCanChange() {
        for (Field field : ApprovedSpend.class.getDeclaredFields()) {
            assertTrue(Modifier.isFinal(field.getModifiers()) && Modifier.isPrivate(field.getModifiers()));
        }
    }

    @Test
    void aRefusalHasAReason() {
        assertThrows(IllegalArgumentException.class, () -> new Review.Refused(List.of()));
    }

    /** Ids are what logs and people name: one that changes here breaks somebody there. */
    @Test
    void ruleIdsAreStable() {
        Set<String> ids = new HashSet<>();
        for (PolicyRule rule : PolicyRule.values()) {
            ids.add(rule.id());
        }
        assertEquals(
                new HashSet<>(Arrays.asList(
                        "psbt-well-formed",
                        "state-demands-settlement",
                        "signer-may-sign",
                        "arbiter-signs-with-lender",
                        "inputs-are-the-collateral",
                        "inputs-are-proven",
                        "witness-script-is-ours",
                        "key-origins-are-ours",
                        "sighash-is-all",
                        "signatures-are-good",
                        "fields-fit-the-spend",
                        "shape-is-ours",
                        "outputs-are-demanded",
                        "fee-is-bounded",
                        "weight-is-standard",
                        "evidence-is-named",
                        "evidence-is-genuine",
                        "evidence-is-current",
                        "evidence-is-complete",
                        "deadline-has-passed",
                        "price-is-attested",
                        "threshold-is-proven",
                        "liquidation-is-uncontested",
                        "veto-window-is-over",
                        "cooling-off-is-over",
                        "velocity-is-limited",
                        "fees-are-summed",
                        "one-spend-for-each-coin",
                        "review-completed")),
                ids);
        assertEquals(PolicyRule.values().length, ids.size());
    }
}
