package org.escrowkit.wallet.liveness;

import com.google.common.collect.ImmutableMap;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.vault.Role;

/**
 * Tells of each party of one contract when it last proved that it has its keys, and when it is due again. A value: each
 * step gives the next one, and {@link #after} brings back what was kept. Guarantees that a party counts as alive only
 * by a proof that its own account and its own contract key signed, for this contract, in answer to a challenge drawn
 * here.
 *
 * <p>An account's key is proved by BIP322 at {@link KeyChallenge#BRANCH}, where no collateral lies: a vault's own
 * addresses would take two parties to sign, and would tell of neither alone. A proof cannot be turned into a spend: it
 * signs a transaction whose input does not exist, with a key that is in no vault's script.
 */
public final class KeyLiveness {
    /** Why a proof is not taken. */
    public enum Refusal {
        /** It answers no challenge that is open: another, one answered before, or one of another contract. */
        NOT_ASKED,
        /** It came later than the schedule gives time for. */
        TOO_LATE,
        /** One of the two keys has not signed it. */
        NOT_SIGNED
    }

    private final LoanTerms terms;
    private final KeySchedule schedule;
    private final Instant begun;
    private final ImmutableMap<Role, KeyChallenge> open;
    private final ImmutableMap<Role, Instant> proved;

    private KeyLiveness(
            LoanTerms terms,
            KeySchedule schedule,
            Instant begun,
            Map<Role, KeyChallenge> open,
            Map<Role, Instant> proved) {
        this.terms = terms;
        this.schedule = schedule;
        this.begun = begun;
        this.open = ImmutableMap.copyOf(open);
        this.proved = ImmutableMap.copyOf(proved);
    }

    /**
     * Of a contract that nobody has proved anything for: every party is due at once.
     *
     * @param begun when the contract was set up
     */
    public static KeyLiveness of(LoanTerms terms, KeySchedule schedule, Instant begun) {
        return new KeyLiveness(terms, schedule, begun, Map.of(), Map.of());
    }

    /** What came of a proof. */
    public sealed interface Checked {
        record Taken(KeyLiveness next) implements Checked {}

        record Refused(Refusal why) implements Checked {}
    }

    /** With a challenge to a party, to be sent to it; the one before counts no more. */
    public KeyLiveness asking(KeyChallenge challenge) {
        if (!challenge.contract().equals(terms.fingerprint())) {
            throw new IllegalArgumentException("a challenge for another contract: " + challenge.contract());
        }
        Map<Role, KeyChallenge> next = new HashMap<>(open);
        next.put(challenge.role(), challenge);
        return new KeyLiveness(terms, schedule, begun, next, proved);
    }

    /** As {@link #asking(KeyChallenge)}, a new one. */
    public KeyLiveness asking(Role role, Instant now, SecureRandom random) {
        return asking(KeyChallenge.draw(terms.fingerprint(), role, now, random));
    }

    /** The challenge that a party has not answered yet. */
    public Optional<KeyChallenge> challenge(Role role) {
        return Optional.ofNullable(open.get(role));
    }

    /** Checks a party's answer. Its date is the challenge's: the party had its keys then or later. */
    public Checked take(KeyProof proof, Instant now) {
        KeyChallenge challenge = proof.challenge();
        Role role = challenge.role();
        if (!challenge(role).filter(challenge::equals).isPresent()) {
            return new Checked.Refused(Refusal.NOT_ASKED);
        }
        if (now.isAfter(challenge.at().plus(schedule.answer()))) {
            return new Checked.Refused(Refusal.TOO_LATE);
        }
        return isSigned(proof) ? new Checked.Taken(proving(challenge)) : new Checked.Refused(Refusal.NOT_SIGNED);
    }

    private boolean isSigned(KeyProof proof) {
        Role role = proof.challenge().role();
        AccountKey account = terms.escrows().vault().account(role);
        return proof.isBy(account, Objects.requireNonNull(terms.contractKeys().get(role)));
    }

    private KeyLiveness proving(KeyChallenge challenge) {
        Map<Role, KeyChallenge> left = new HashMap<>(open);
        left.remove(challenge.role());
        Map<Role, Instant> next = new HashMap<>(proved);
        next.merge(challenge.role(), challenge.at(), (one, other) -> one.isAfter(other) ? one : other);
        return new KeyLiveness(terms, schedule, begun, left, next);
    }

    /**
     * After a proof that was taken before and kept. It is checked again, save that its challenge was drawn here.
     *
     * @throws IllegalArgumentException if it is no proof for this contract
     */
    public KeyLiveness after(KeyProof kept) {
        if (!kept.challenge().contract().equals(terms.fingerprint()) || !isSigned(kept)) {
            throw new IllegalArgumentException("no proof for contract " + terms.fingerprint());
        }
        return proving(kept.challenge());
    }

    public KeyStatus status(Role role, Instant now) {
        Optional<Instant> last = Optional.ofNullable(proved.get(role));
        Instant due = last.map(at -> at.plus(schedule.every())).orElse(begun);
        Instant deadAt = due.plus(schedule.grace());
        if (now.isBefore(due)) {
            return new KeyStatus.Alive(role, last.orElse(begun), due);
        }
        return now.isBefore(deadAt)
                ? new KeyStatus.Due(role, last, due, deadAt)
                : new KeyStatus.Dead(role, last, deadAt);
    }

    /** Of all parties: borrower, lender, arbiter. */
    public List<KeyStatus> all(Instant now) {
        return Arrays.stream(Role.values()).map(role -> status(role, now)).toList();
    }
}
