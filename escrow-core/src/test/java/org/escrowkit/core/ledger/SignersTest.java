package org.escrowkit.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.SighashType;
import org.escrowkit.core.bitcoin.TestSpends;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.psbt.Completion;
import org.escrowkit.core.psbt.TestPsbts;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** A spend that nobody here made: who signed it is the first question. */
class SignersTest {
    private static final TestPsbts SPEND = TestPsbts.seeded(44);

    private static Transaction signedBy(Role one, Role other) {
        return ((Completion.Complete)
                        SPEND.signedBy(one).combine(SPEND.signedBy(other)).finish())
                .transaction();
    }

    private static List<ByteString> signers(Transaction spending) {
        Deposit deposit = Deposit.of(SPEND.deposits().get(0), 1, Optional.of(TestChain.START));
        return Signers.of(spending, 0, deposit);
    }

    private static List<ByteString> keys(Role... roles) {
        List<ByteString> keys = new ArrayList<>();
        for (Role role : roles) {
            keys.add(SPEND.key(role, 0).bytes());
        }
        return keys.stream().sorted().toList();
    }

    @Test
    void areNamedWhicheverTwoTheyAre() {
        assertEquals(keys(Role.BORROWER, Role.LENDER), signers(signedBy(Role.BORROWER, Role.LENDER)));
        assertEquals(keys(Role.ARBITER, Role.LENDER), signers(signedBy(Role.ARBITER, Role.LENDER)));
        assertEquals(keys(Role.BORROWER, Role.ARBITER), signers(signedBy(Role.BORROWER, Role.ARBITER)));
    }

    /** A thief need not sign as we do. */
    @Test
    void areNamedForEverySighashType() {
        Transaction honest = signedBy(Role.BORROWER, Role.LENDER);
        List<ByteString> witness = honest.inputs().get(0).witness();
        ByteString script = witness.get(witness.size() - 1);
        for (SighashType type : SighashType.values()) {
            var hash = SegwitSighash.of(honest)
                    .forInput(0, script, SPEND.spent().get(0).value(), type);
            ByteString signature = TestSpends.sign(SPEND.parties().key(Role.ARBITER, 0), hash)
                    .toDer()
                    .plus(type.value());
            Transaction stolen = honest.withWitnesses(List.of(List.of(ByteString.EMPTY, signature, script)));
            assertEquals(keys(Role.ARBITER), signers(stolen), type::toString);
        }
    }

    @Test
    void areNobodyWhereNothingShowsWho() {
        Transaction honest = signedBy(Role.BORROWER, Role.LENDER);
        List<ByteString> witness = honest.inputs().get(0).witness();
        ByteString script = witness.get(witness.size() - 1);
        ByteString open = ByteString.ofHex("51");
        for (List<ByteString> other : List.of(
                List.<ByteString>of(),
                List.of(script),
                List.of(ByteString.EMPTY, open),
                List.of(ByteString.EMPTY, ByteString.EMPTY, script),
                List.of(ByteString.EMPTY, ByteString.ofHex("3001"), script),
                List.of(ByteString.EMPTY, ByteString.ofHex("00aabb"), script))) {
            assertEquals(List.of(), signers(honest.withWitnesses(List.of(other))), other::toString);
        }
    }
}
