package org.escrowkit.core.policy;

import static org.escrowkit.core.policy.PolicyFixture.LEDGER;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** Honest PSBTs, damaged at random: whatever still passes is, to the byte, the honest transaction. */
class MutationTest {
    private static final int ROUNDS = 3_000;

    private record Honest(Psbt psbt, Loan loan, Role signer) {}

    private static final List<Honest> HONEST = List.of(
            new Honest(RELEASE, REPAID, Role.BORROWER),
            new Honest(signedBy(Role.BORROWER, RELEASE), REPAID, Role.LENDER),
            new Honest(signedBy(Role.LENDER, RELEASE), REPAID, Role.ARBITER),
            new Honest(LIQUIDATION, LIQUIDATABLE, Role.LENDER),
            new Honest(signedBy(Role.LENDER, LIQUIDATION), LIQUIDATABLE, Role.ARBITER));

    private int approved;

    @Test
    void damagedBytesMoveNothingElse() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Honest honest = HONEST.get(random.nextInt(HONEST.size()));
            byte[] bytes = honest.psbt().serialize();
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes = damaged(bytes, random);
            }
            check(honest, bytes, seed);
        }
        assertTrue(approved < ROUNDS / 2, approved + " approved");
    }

    @Test
    void damagedFieldsMoveNothingElse() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            Honest honest = HONEST.get(random.nextInt(HONEST.size()));
            Honest donor = HONEST.get(random.nextInt(HONEST.size()));
            PsbtFields fields = PsbtFields.of(honest.psbt());
            for (int i = random.nextInt(3); i >= 0; i--) {
                fields.damage(random, PsbtFields.of(donor.psbt()));
            }
            check(honest, fields.toBytes(), seed);
        }
        assertTrue(approved > ROUNDS / 50, "only " + approved + " got as far as being approved");
    }

    private void check(Honest honest, byte[] bytes, long seed) {
        Review review = Policy.review(bytes, honest.loan(), LEDGER, honest.signer());
        if (review instanceof Review.Approved passed) {
            approved++;
            assertArrayEquals(
                    honest.psbt().unsignedTransaction().serialize(),
                    passed.spend().psbt().unsignedTransaction().serialize(),
                    () -> "seed " + seed + ": " + HexFormat.of().formatHex(bytes));
        } else if (((Review.Refused) review).names(PolicyRule.REVIEW_COMPLETED)) {
            // Still a refusal, but then the codec must have failed: a review that gets its PSBT knows what to say.
            assertThrows(IllegalArgumentException.class, () -> Psbt.parse(bytes), () -> "seed " + seed + ": " + review);
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextBoolean() ? 2 : 80));
        byte[] result = bytes.clone();
        switch (random.nextInt(6)) {
            case 0 -> result[from] ^= (byte) (1 << random.nextInt(8));
            case 1 -> result[from] = (byte) random.nextInt(256);
            case 2 -> result = joined(bytes, from, new byte[0], to);
            case 3 -> result = joined(bytes, to, Arrays.copyOfRange(bytes, from, to), to);
            case 4 -> result = Arrays.copyOf(bytes, from);
            default -> result = joined(bytes, from, new byte[1 + random.nextInt(4)], from);
        }
        return result.length == 0 ? bytes : result;
    }

    /** The bytes up to one position, others, and the bytes from another position on. */
    private static byte[] joined(byte[] bytes, int until, byte[] others, int from) {
        byte[] result = Arrays.copyOf(bytes, until + others.length + bytes.length - from);
        System.arraycopy(others, 0, result, until, others.length);
        System.arraycopy(bytes, from, result, until + others.length, bytes.length - from);
        return result;
    }
}
