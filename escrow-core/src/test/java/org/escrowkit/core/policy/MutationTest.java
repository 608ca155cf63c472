package org.escrowkit.core.policy;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.policy.PolicyFixture.plan;
import static org.escrowkit.core.policy.PolicyFixture.signedBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bitcoinj.crypto.ECKey;
import org.escrowkit.core.TestChain;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.TestStates;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.SettlementIntent;
import org.escrowkit.core.loan.Settling;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtMutator;
import org.escrowkit.core.psbt.PsbtMutatorAnswer;
import org.escrowkit.core.psbt.PsbtMutatorAnswer.Kind;
import org.escrowkit.core.psbt.PsbtMutatorAnswer.Receiver;
import org.escrowkit.core.psbt.PsbtVersion;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/**
 * The structural mutator before the policy, in each state that settles: what still passes, signed by the one who
 * reviewed it and by another, is to the byte the honest transaction. A first settlement may have any height up to the
 * tip's as its locktime, which delays nothing: a mutant of that counts as refused.
 */
class MutationTest {
    private static final int SEVERAL = 1_500;

    private static final List<byte[]> DONORS = List.of(
            signedBy(Role.LENDER, PolicyFixture.RELEASE).serialize(),
            signedBy(Role.LENDER, PolicyFixture.LIQUIDATION).serialize(),
            ofAnotherLoan().serialize());

    private static final List<byte[]> OF_VERSION_2 = DONORS.stream()
            .map(donor -> Psbt.parse(donor).toVersion(PsbtVersion.V2).serialize())
            .toList();

    private final Map<String, ByteString> signatures = new HashMap<>();
    private final Map<ByteString, Integer> indices = new HashMap<>();

    /** Each edit in each state, and edits on top of each other. */
    @Test
    void noMutantMovesAnythingElse() {
        Map<String, Integer> mutants = new TreeMap<>();
        List<String> table = new ArrayList<>();
        for (MutationTarget target : targets()) {
            List<byte[]> donors = target.honest().version() == PsbtVersion.V2 ? OF_VERSION_2 : DONORS;
            PsbtMutator mutator = new PsbtMutator(target.honest().serialize(), donors, reviewer(target))
                    .each()
                    .several(target.name().length(), SEVERAL);
            mutants.put(target.name(), mutator.mutants());
            table.add("%-22s %7d mutants: %6d unreadable, %6d refused, %5d the honest transaction, 0 another"
                    .formatted(
                            target,
                            mutator.mutants(),
                            mutator.answers(Kind.UNREADABLE),
                            mutator.answers(Kind.REFUSED),
                            mutator.answers(Kind.TRANSACTION)));
        }
        int all = mutants.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println(String.join("\n", table) + "\n" + all + " mutants of settlements in all");
        assertEquals(EXPECTED, mutants);
        assertTrue(all >= 200_000, all + " mutants");
    }

    private static final Map<String, Integer> EXPECTED = new TreeMap<>(Map.ofEntries(
            Map.entry("AwardSplit", 20_275),
            Map.entry("Batch", 21_274),
            Map.entry("Consolidation", 23_484),
            Map.entry("Liquidation", 19_857),
            Map.entry("PartialLiquidation", 23_909),
            Map.entry("PartialRelease", 23_909),
            Map.entry("Refund", 19_440),
            Map.entry("Release", 19_440),
            Map.entry("Release 2", 21_611),
            Map.entry("Release signed", 22_097),
            Map.entry("Replacement", 19_440)));

    private List<MutationTarget> targets() {
        List<MutationTarget> targets = new ArrayList<>(MutationTarget.all());
        targets.add(targets.get(0).inVersion2());
        MutationTarget release = targets.get(0);
        targets.add(release.signed(signed(release.honest(), release.other())));
        return targets;
    }

    /** The mutator can fail: this one is caught. */
    @Test
    void aPolicyThatApprovesWhateverItCanReadIsCaught() {
        Receiver careless = bytes -> {
            Psbt psbt = Psbt.parse(bytes);
            return PsbtMutatorAnswer.of(
                    signed(signed(psbt, Role.BORROWER), Role.LENDER).finish());
        };
        PsbtMutator mutator = new PsbtMutator(PolicyFixture.RELEASE.serialize(), DONORS, careless);
        AssertionError caught = assertThrows(AssertionError.class, mutator::each);
        assertTrue(String.valueOf(caught.getMessage()).contains("another transaction"), caught::getMessage);
    }

    /** Reviews what arrives, and where it is approved, signs it, has it signed by another, and finishes it. */
    private Receiver reviewer(MutationTarget target) {
        long lockTime = target.honest().unsignedTransaction().lockTime();
        boolean first = target.cases().stream().noneMatch(one -> one.loan().state() instanceof Settling);
        return bytes -> {
            Review review = target.review(bytes);
            if (review instanceof Review.Refused refused) {
                assertFalse(refused.names(PolicyRule.REVIEW_COMPLETED), refused::toString);
                return refused.names(PolicyRule.PSBT_WELL_FORMED)
                        ? PsbtMutatorAnswer.UNREADABLE
                        : PsbtMutatorAnswer.REFUSED;
            }
            Psbt approved = ((Review.Approved) review).spend().psbt();
            long found = approved.unsignedTransaction().lockTime();
            if (first && found != lockTime) {
                assertTrue(found <= target.ledger().tip().height());
                return PsbtMutatorAnswer.REFUSED;
            }
            return PsbtMutatorAnswer.of(
                    signed(signed(approved, target.reviewer()), target.other()).finish());
        };
    }

    /** As {@link TestLoans#sign}; the same hash is signed once. */
    private Psbt signed(Psbt psbt, Role role) {
        Psbt signed = psbt;
        for (int i = 0; i < psbt.inputs().size(); i++) {
            int input = i;
            int index = indices.computeIfAbsent(psbt.spentOutput(i).scriptPubKey(), MutationTest::index);
            ECKey secret = TestLoans.privateKey(role, index);
            ByteString signature = signatures.computeIfAbsent(
                    role + " " + index + " " + psbt.sighash(i), unsigned -> TestLoans.signature(psbt, input, secret));
            signed = signed.withSignature(i, new PublicKey(ByteString.of(secret.getPubKey())), signature);
        }
        return signed;
    }

    private static int index(ByteString script) {
        int index = 0;
        while (!TestLoans.VAULT.addresses().scriptPubKey(index).equals(script)) {
            index++;
        }
        return index;
    }

    private static Psbt ofAnotherLoan() {
        LoanTerms terms = TestLoans.terms(8);
        ByteString script = terms.escrow().scriptPubKey();
        Ledger ledger = TestChain.watching(script)
                .mine(TestChain.paying(3, script, btc("1")))
                .mineEmpty(2)
                .ledger();
        return plan(TestStates.demanding(new SettlementIntent.Release(), terms, ledger), ledger)
                .toPsbt();
    }
}
