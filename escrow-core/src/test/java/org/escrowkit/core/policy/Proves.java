package org.escrowkit.core.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The rules whose breach a test shows to be refused, for {@code docs/policy-rules.md}. It cannot claim what it does not
 * do: a test that has not seen a refusal by each of them, through {@link PolicyFixture#refused}, fails.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ExtendWith(Proves.Witness.class)
@interface Proves {
    PolicyRule[] value();

    /** Keeps the rules that refusals named while a test ran. */
    final class Witness implements BeforeEachCallback, AfterEachCallback {
        private static final ThreadLocal<Set<PolicyRule>> SEEN =
                ThreadLocal.withInitial(() -> EnumSet.noneOf(PolicyRule.class));

        static void saw(PolicyRule rule) {
            SEEN.get().add(rule);
        }

        @Override
        public void beforeEach(ExtensionContext test) {
            SEEN.get().clear();
        }

        @Override
        public void afterEach(ExtensionContext test) {
            if (test.getExecutionException().isEmpty()) {
                Set<PolicyRule> missing = EnumSet.noneOf(PolicyRule.class);
                for (PolicyRule rule :
                        test.getRequiredTestMethod().getAnnotation(Proves.class).value()) {
                    missing.add(rule);
                }
                missing.removeAll(SEEN.get());
                assertEquals(Set.of(), missing, "claimed, and never refused by");
            }
        }
    }
}
