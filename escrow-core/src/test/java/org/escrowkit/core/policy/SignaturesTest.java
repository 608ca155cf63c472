package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.privateKey;
import static org.escrowkit.core.TestLoans.signature;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATABLE;
import static org.escrowkit.core.policy.PolicyFixture.LIQUIDATION;
import static org.escrowkit.core.policy.PolicyFixture.RELEASE;
import static org.escrowkit.core.policy.PolicyFixture.REPAID;
import static org.escrowkit.core.policy.PolicyFixture.TERMS;
import static org.escrowkit.core.policy.PolicyFixture.approved;
import static org.escrowkit.core.policy.PolicyFixture.refused;
import static org.escrowkit.core.policy.PolicyFixture.refusedRelease;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;

import java.math.BigInteger;
import java.util.Optional;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** S12: signatures that are there already are verified now, and refused if they are anybody's but the parties'. */
class SignaturesTest {
    private static final PolicyRule RULE = PolicyRule.SIGNATURES_ARE_GOOD;
    private static final PublicKey BORROWER = TERMS.escrow().key(Role.BORROWER);
    private static final BigInteger ORDER = ECKey.ecDomainParameters().getN();
    private static final ByteString GOOD = signature(RELEASE, 0, privateKey(Role.BORROWER));

    private static Psbt with(PublicKey key, ByteString signature) {
        return Edits.input(RELEASE, 0, Edits.signature(key, signature));
    }

    @Test
    void aGoodSignatureIsWelcome() {
        approved(with(BORROWER, GOOD), REPAID, Role.LENDER);
    }

    @Test
    @Proves(PolicyRule.SIGNATURES_ARE_GOOD)
    void aStrangersSignatureIsRefused() {
        ECKey stranger = TestLoans.key("stranger");
        PublicKey key = new PublicKey(ByteString.of(stranger.getPubKey()));
        refusedRelease(RULE, with(key, signature(RELEASE, 0, stranger)));
    }

    @Test
    @Proves(PolicyRule.SIGNATURES_ARE_GOOD)
    void aStrangersSignatureUnderAPartysKeyIsRefused() {
        refusedRelease(RULE, with(BORROWER, signature(RELEASE, 0, TestLoans.key("stranger"))));
    }

    @Test
    @Proves(PolicyRule.SIGNATURES_ARE_GOOD)
    void aSignatureForAnotherInputIsRefused() {
        refusedRelease(RULE, with(BORROWER, signature(RELEASE, 1, privateKey(Role.BORROWER))));
    }

    @Test
    @Proves(PolicyRule.SIGNATURES_ARE_GOOD)
    void aSignatureForAnotherTransactionIsRefused() {
        refusedRelease(RULE, with(BORROWER, signature(LIQUIDATION, 0, privateKey(Role.BORROWER))));
    }

    @Test
    @Proves(PolicyRule.SIGNATURES_ARE_GOOD)
    void aSignatureOfAnotherSighashTypeIsRefused() {
        refusedRelease(RULE, with(BORROWER, GOOD.slice(0, GOOD.size() - 1).plus(2)));
        refusedRelease(RULE, with(BORROWER, GOOD.slice(0, GOOD.size() - 1).plus(0x81)));
    }

    @Test
    @Proves(PolicyRule.SIGNATURES_ARE_GOOD)
    void anythingButStrictDerIsRefused() {
        refusedRelease(RULE, with(BORROWER, ByteString.EMPTY));
        refusedRelease(RULE, with(BORROWER, GOOD.slice(0, GOOD.size() - 1)));
        refusedRelease(RULE, with(BORROWER, GOOD.plus(1)));
    }

    @Test
    @Proves(PolicyRule.SIGNATURES_ARE_GOOD)
    void aHighSIsRefused() {
        EcdsaSignature low = EcdsaSignature.parseDer(GOOD.slice(0, GOOD.size() - 1));
        var high = new EcdsaSignature(low.r(), ORDER.subtract(low.s()));
        refusedRelease(RULE, with(BORROWER, high.toDer().plus(1)));
    }

    @Test
    @Proves(PolicyRule.SIGNATURES_ARE_GOOD)
    void anEarlierSignatureThatCannotBeVerifiedIsRefused() {
        Psbt blind = Edits.input(with(BORROWER, GOOD), 0, Edits.witnessScript(Optional.empty()));
        refusedRelease(RULE, blind);
    }

    /** A good signature by a party that has no say in a liquidation. */
    @Test
    @Proves(PolicyRule.SIGNATURES_ARE_GOOD)
    void theBorrowersSignatureOnALiquidationIsRefused() {
        Psbt signed = signedBy(Role.LENDER, signedBy(Role.BORROWER, LIQUIDATION));
        refused(RULE, signed, LIQUIDATABLE, Role.ARBITER);
        refused(RULE, signed, LIQUIDATABLE, Role.LENDER);
    }
}
