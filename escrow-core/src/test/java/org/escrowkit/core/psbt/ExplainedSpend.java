package org.escrowkit.core.psbt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.psbt.PsbtExplanationContext.Duty;
import org.escrowkit.core.psbt.PsbtExplanationContext.Fact;
import org.escrowkit.core.psbt.PsbtExplanationContext.FeeLimits;
import org.escrowkit.core.psbt.PsbtExplanationContext.Party;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;

/** A spend to explain, without any loan: a vault's coin, two payees, the lender's signature wanted and one more. */
final class ExplainedSpend {
    static final TestPsbts SPEND = TestPsbts.seeded(11);
    static final Transaction UNSIGNED = SPEND.psbt().unsignedTransaction();
    static final VaultAddress ESCROW = SPEND.parties().vault().address(0);
    static final PsbtExplanationContext CONTEXT = context(List.of());

    private ExplainedSpend() {}

    static PsbtExplanationContext context(List<Fact> heading) {
        Map<ExtendedPublicKey, KeyOrigin> xpubs = SPEND.psbt().xpubs();
        Map<Outpoint, TransactionOutput> coins =
                Map.of(UNSIGNED.inputs().get(0).outpoint(), SPEND.spent().get(0));
        return new PsbtExplanationContext(
                BitcoinNetwork.REGTEST,
                heading,
                List.of(MultisigScript.parse(ESCROW.witnessScript()).orElseThrow()),
                Arrays.stream(Role.values())
                        .map(role -> new Party(
                                "the " + role.name().toLowerCase(Locale.ROOT),
                                Map.of(ESCROW.key(role), ESCROW.origin(role)),
                                role == Role.LENDER ? Duty.MUST_SIGN : Duty.MAY_SIGN))
                        .toList(),
                xpubs,
                Map.of(
                        UNSIGNED.outputs().get(0).scriptPubKey(), "Alice",
                        UNSIGNED.outputs().get(1).scriptPubKey(), "Bob"),
                coins,
                0,
                Optional.of(UNSIGNED.outputs()),
                new FeeLimits(FeeRate.ONE_SAT_PER_VB, FeeRate.ofSatsPerVb(500), Coin.COIN, Coin.ZERO));
    }

    static PsbtExplanation explain(Psbt psbt) {
        return PsbtExplanation.of(psbt, CONTEXT);
    }

    /** The same PSBT around another transaction. */
    static Psbt around(Transaction transaction) {
        Psbt psbt = Psbt.create(transaction).withXpubs(SPEND.psbt().xpubs());
        for (int i = 0; i < transaction.inputs().size(); i++) {
            psbt = psbt.withInput(i, SPEND.input());
        }
        return psbt;
    }

    static Psbt timed(int version, long sequence, long lockTime) {
        return around(new Transaction(
                version,
                List.of(TransactionInput.unsigned(UNSIGNED.inputs().get(0).outpoint(), sequence)),
                UNSIGNED.outputs(),
                lockTime));
    }

    static void assertLine(String line, PsbtExplanation explanation) {
        assertTrue(explanation.text().lines().anyMatch(line::equals), () -> line + "\nis not in\n" + explanation);
    }

    static void assertOdd(PsbtOddity.Kind kind, String words, PsbtExplanation explanation) {
        assertTrue(explanation.names(kind), explanation::text);
        assertLine("ODD:        " + words, explanation);
    }

    /** Alice demanded, with a fee of 1,000 satoshis; the borrower must not sign, or nobody may. */
    static PsbtExplanationContext strict(Duty lender, Optional<List<TransactionOutput>> demanded) {
        return new PsbtExplanationContext(
                BitcoinNetwork.REGTEST,
                List.of(),
                CONTEXT.scripts(),
                CONTEXT.parties().stream()
                        .map(party -> new Party(
                                party.name(),
                                party.keys(),
                                party.name().equals("the lender") ? lender : Duty.MUST_NOT_SIGN))
                        .toList(),
                CONTEXT.xpubs(),
                Map.of(ByteString.ofHex("0014" + "11".repeat(20)), "Alice"),
                CONTEXT.coins(),
                0,
                demanded,
                new FeeLimits(FeeRate.ofSatsPerVb(2), FeeRate.ofSatsPerVb(10), Coin.valueOf(1_000), Coin.ZERO));
    }

    static TransactionOutput pays(String script, long amount) {
        return new TransactionOutput(Coin.valueOf(amount), ByteString.ofHex(script));
    }
}
