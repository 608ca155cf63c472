package org.escrowkit.wallet.liveness;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.escrowkit.core.vault.Role;

/** What is known of one party's keys at a time. */
public sealed interface KeyStatus {
    Role role();

    /** When it last proved that it has them. */
    Optional<Instant> provedAt();

    /** Whether somebody must be told: without this party the loan may not end as agreed. */
    default boolean isAlarm() {
        return this instanceof Dead;
    }

    /** @param due when the next proof is */
    record Alive(Role role, Instant proved, Instant due) implements KeyStatus {
        @Override
        public Optional<Instant> provedAt() {
            return Optional.of(proved);
        }
    }

    /** @param deadAt when it counts as dead unless it proves them */
    record Due(Role role, Optional<Instant> provedAt, Instant due, Instant deadAt) implements KeyStatus {}

    /** @param since when it counts as dead */
    record Dead(Role role, Optional<Instant> provedAt, Instant since) implements KeyStatus {
        @Override
        public String toString() {
            return "the " + role.name().toLowerCase(Locale.ROOT) + " has not shown its keys since "
                    + provedAt.map(Instant::toString).orElse("the contract began") + ": they count as lost from "
                    + since + " on";
        }
    }
}
