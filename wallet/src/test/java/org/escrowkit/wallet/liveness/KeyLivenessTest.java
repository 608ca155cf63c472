package org.escrowkit.wallet.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.LoanTermsBuilder;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.wallet.keystore.AccountSecret;
import org.escrowkit.wallet.keystore.ContractSecret;
import org.escrowkit.wallet.keystore.MasterKey;
import org.junit.jupiter.api.Test;

class KeyLivenessTest {
    private static final Instant SETUP = TestLoans.START;
    private static final KeySchedule SCHEDULE = KeySchedule.USUAL;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<Role, MasterKey> masters =
            Map.of(Role.BORROWER, master(1), Role.LENDER, master(2), Role.ARBITER, master(3));
    private final LoanTerms terms = terms();
    private final KeyLiveness nobody = KeyLiveness.of(terms, SCHEDULE, SETUP);

    private static MasterKey master(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return MasterKey.ofSeed(seed);
    }

    private AccountSecret account(Role role) {
        return Optional.ofNullable(masters.get(role)).orElseThrow().account(BitcoinNetwork.REGTEST, 0);
    }

    private ContractSecret contractKey(Role role) {
        return Optional.ofNullable(masters.get(role)).orElseThrow().contractKey(BitcoinNetwork.REGTEST, 0);
    }

    private LoanTerms terms() {
        LoanTerms usual = TestLoans.TERMS;
        Vault vault = new Vault(
                BitcoinNetwork.REGTEST,
                account(Role.BORROWER).publicKey(),
                account(Role.LENDER).publicKey(),
                account(Role.ARBITER).publicKey());
        LoanTermsBuilder builder = LoanTerms.builder(
                usual.chain(),
                Escrows.of(vault, 7, 4),
                Map.of(
                        Role.BORROWER, contractKey(Role.BORROWER).publicKey(),
                        Role.LENDER, contractKey(Role.LENDER).publicKey(),
                        Role.ARBITER, contractKey(Role.ARBITER).publicKey()),
                usual.principal(),
                usual.requiredCollateral(),
                usual.margin(),
                usual.deadlines(),
                usual.payouts());
        return builder.prices(usual.prices()).build();
    }

    private KeyProof proof(KeyChallenge challenge) {
        return proof(challenge, challenge.role());
    }

    private KeyProof proof(KeyChallenge challenge, Role by) {
        return new KeyProof(
                challenge, account(by).prove(challenge), contractKey(by).sign(challenge.forContractKey()));
    }

    private static KeyLiveness taken(KeyLiveness.Checked checked) {
        return assertInstanceOf(KeyLiveness.Checked.Taken.class, checked).next();
    }

    private static void refused(KeyLiveness.Refusal why, KeyLiveness.Checked checked) {
        assertEquals(new KeyLiveness.Checked.Refused(why), checked);
    }

    @Test
    void aPartyIsDueAtSetupAliveAfterItsProofDueAgainAndThenDead() {
        Instant asked = SETUP.plusSeconds(60);
        assertInstanceOf(KeyStatus.Due.class, nobody.status(Role.LENDER, asked));
        KeyLiveness asking = nobody.asking(Role.LENDER, asked, RANDOM);
        KeyLiveness proved =
                taken(asking.take(proof(asking.challenge(Role.LENDER).orElseThrow()), asked.plusSeconds(3_600)));
        Instant due = asked.plus(SCHEDULE.every());
        assertEquals(new KeyStatus.Alive(Role.LENDER, asked, due), proved.status(Role.LENDER, due.minusNanos(1)));
        Instant dead = due.plus(SCHEDULE.grace());
        assertEquals(new KeyStatus.Due(Role.LENDER, Optional.of(asked), due, dead), proved.status(Role.LENDER, due));
        assertFalse(proved.status(Role.LENDER, dead.minusNanos(1)).isAlarm());
        KeyStatus alarm = proved.status(Role.LENDER, dead);
        assertEquals(new KeyStatus.Dead(Role.LENDER, Optional.of(asked), dead), alarm);
        assertTrue(alarm.isAlarm());
        assertTrue(alarm.toString().startsWith("the lender has not shown its keys since " + asked), alarm::toString);
    }

    @Test
    void whoNeverProvedAnythingIsDeadAfterTheGrace() {
        assertEquals(3, nobody.all(SETUP).size());
        assertTrue(nobody.all(SETUP.plus(SCHEDULE.grace())).stream().allMatch(KeyStatus::isAlarm));
        assertTrue(nobody.all(SETUP).stream().noneMatch(KeyStatus::isAlarm));
    }

    @Test
    void onlyAnOpenChallengeIsAnsweredAndOnce() {
        KeyLiveness asking = nobody.asking(Role.BORROWER, SETUP, RANDOM);
        KeyChallenge open = asking.challenge(Role.BORROWER).orElseThrow();
        KeyChallenge own = KeyChallenge.draw(terms.fingerprint(), Role.BORROWER, SETUP, RANDOM);
        refused(KeyLiveness.Refusal.NOT_ASKED, asking.take(proof(own), SETUP));
        KeyLiveness again = asking.asking(Role.BORROWER, SETUP, RANDOM);
        refused(KeyLiveness.Refusal.NOT_ASKED, again.take(proof(open), SETUP));
        KeyLiveness proved = taken(asking.take(proof(open), SETUP));
        refused(KeyLiveness.Refusal.NOT_ASKED, proved.take(proof(open), SETUP));
        Instant late = open.at().plus(SCHEDULE.answer());
        taken(asking.take(proof(open), late));
        refused(KeyLiveness.Refusal.TOO_LATE, asking.take(proof(open), late.plusNanos(1)));
    }

    @Test
    void bothKeysOfThePartyItselfMustSign() {
        KeyLiveness asking = nobody.asking(Role.ARBITER, SETUP, RANDOM);
        KeyChallenge open = asking.challenge(Role.ARBITER).orElseThrow();
        KeyProof good = proof(open);
        KeyProof lenders = proof(open, Role.LENDER);
        KeyProof others = proof(KeyChallenge.draw(terms.fingerprint(), Role.ARBITER, SETUP, RANDOM));
        for (KeyProof bad : new KeyProof[] {
            lenders,
            new KeyProof(open, lenders.byAccount(), good.byContractKey()),
            new KeyProof(open, good.byAccount(), lenders.byContractKey()),
            new KeyProof(open, others.byAccount(), good.byContractKey()),
            new KeyProof(open, good.byAccount(), others.byContractKey()),
            new KeyProof(open, "", ByteString.EMPTY)
        }) {
            refused(KeyLiveness.Refusal.NOT_SIGNED, asking.take(bad, SETUP));
        }
        taken(asking.take(good, SETUP));
    }

    @Test
    void aProofThatWasKeptCountsAgainAfterARestart() {
        KeyLiveness asking = nobody.asking(Role.LENDER, SETUP, RANDOM);
        KeyProof proof = proof(asking.challenge(Role.LENDER).orElseThrow());
        KeyProof kept = KeyProof.decode(proof.encode());
        assertEquals(proof, kept);
        assertInstanceOf(KeyStatus.Alive.class, nobody.after(kept).status(Role.LENDER, SETUP));
        KeyLiveness another = KeyLiveness.of(TestLoans.TERMS, SCHEDULE, SETUP);
        assertThrows(IllegalArgumentException.class, () -> another.after(kept));
        assertThrows(
                MalformedException.class, () -> KeyProof.decode(proof.encode().plus(0)));
    }

    @Test
    void anEarlierProofTakesNothingFromALaterOne() {
        KeyProof first = proof(KeyChallenge.draw(terms.fingerprint(), Role.LENDER, SETUP, RANDOM));
        Instant later = SETUP.plus(Duration.ofDays(30));
        KeyProof second = proof(KeyChallenge.draw(terms.fingerprint(), Role.LENDER, later, RANDOM));
        assertEquals(
                Optional.of(later),
                nobody.after(second).after(first).status(Role.LENDER, later).provedAt());
    }

    /** What is signed with is in no address that could hold collateral, and differs from challenge to challenge. */
    @Test
    void theKeyThatProvesIsInNoVault() {
        KeyChallenge challenge = KeyChallenge.draw(terms.fingerprint(), Role.LENDER, SETUP, RANDOM);
        PublicKey proving =
                challenge.forAccount(account(Role.LENDER).publicKey()).key();
        Vault vault = terms.escrows().vault();
        for (int index : new int[] {0, 7, 322, challenge.index()}) {
            assertNotEquals(vault.address(index).key(Role.LENDER), proving);
            assertFalse(vault.address(index).witnessScript().toHex().contains(proving.toString()));
        }
        KeyChallenge other = KeyChallenge.draw(terms.fingerprint(), Role.LENDER, SETUP, RANDOM);
        assertNotEquals(challenge.index(), other.index());
        assertTrue(challenge.index() >= 0);
    }
}
