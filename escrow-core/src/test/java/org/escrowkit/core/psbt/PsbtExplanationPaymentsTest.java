package org.escrowkit.core.psbt;

import static org.escrowkit.core.psbt.ExplainedSpend.SPEND;
import static org.escrowkit.core.psbt.ExplainedSpend.UNSIGNED;
import static org.escrowkit.core.psbt.ExplainedSpend.around;
import static org.escrowkit.core.psbt.ExplainedSpend.assertLine;
import static org.escrowkit.core.psbt.ExplainedSpend.assertOdd;
import static org.escrowkit.core.psbt.ExplainedSpend.explain;
import static org.escrowkit.core.psbt.ExplainedSpend.pays;
import static org.escrowkit.core.psbt.ExplainedSpend.strict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.psbt.PsbtExplanationContext.Duty;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** Who is paid what, what the miners get, and who is to sign for it. */
class PsbtExplanationPaymentsTest {
    @Test
    void payeesAreNamedOrTheirScriptsAreShown() {
        Coin all = SPEND.spent().get(0).value();
        List<TransactionOutput> outputs = List.of(
                pays("0014" + "11".repeat(20), all.value - 100_000 - 1_000),
                pays("76a914" + "22".repeat(20) + "88ac", 50_000),
                pays("a914" + "33".repeat(20) + "87", 49_999),
                pays("51", 1),
                pays("6a0448692121", 0));
        PsbtExplanationContext context =
                strict(Duty.MUST_SIGN, Optional.of(List.of(pays("0014" + "11".repeat(20), all.value - 1_000))));
        PsbtExplanation explanation =
                PsbtExplanation.of(around(new Transaction(2, UNSIGNED.inputs(), outputs, 0)), context);
        List<String> where = explanation.payments().stream()
                .map(PsbtExplanation.Payment::where)
                .toList();
        assertEquals(
                List.of(
                        "bcrt1qzyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3lgth6c",
                        "midSACfDe3qAxJZZXA9gkwBZgPqJJUpy1w",
                        "2MwuwnWHKuPv74ExQ17YvwboZ5yMGwqUamA",
                        "no address, script 51",
                        "data that nobody can spend, 6a0448692121"),
                where);
        assertEquals(Coin.valueOf(1_000), explanation.fee().orElseThrow().amount());
        assertFalse(explanation.names(PsbtOddity.Kind.NOTHING_DEMANDED));
        assertOdd(PsbtOddity.Kind.DUST, "output 3 is too small to be relayed", explanation);
        assertOdd(
                PsbtOddity.Kind.NOT_AS_DEMANDED,
                "what is paid is not what is demanded: " + PsbtExplanation.amount(all.subtract(Coin.valueOf(1_000)))
                        + " to Alice",
                explanation);
        assertEquals(
                4,
                explanation.oddities().stream()
                        .filter(oddity -> oddity.kind() == PsbtOddity.Kind.STRANGER_PAID)
                        .count());
        assertLine("Missing:    the lender; 2 signatures are enough", explanation);
    }

    /** S15: 584 weight units are 146 virtual bytes; from 2 to 10 sat/vB, and 1,000 satoshis at most. */
    @Test
    void feesOutsideTheirLimitsAreOdd() {
        long all = SPEND.spent().get(0).value().value;
        Map<Long, Boolean> odd = new TreeMap<>();
        long weight = 0;
        for (long fee : new long[] {291, 292, 1_000, 1_001}) {
            TransactionOutput output = pays("0014" + "11".repeat(20), all - fee);
            PsbtExplanation explanation = PsbtExplanation.of(
                    around(new Transaction(2, UNSIGNED.inputs(), List.of(output), 0)),
                    strict(Duty.MUST_SIGN, Optional.of(List.of(output))));
            weight = explanation.fee().flatMap(PsbtExplanation.Fee::weight).orElseThrow();
            odd.put(fee, explanation.names(PsbtOddity.Kind.FEE));
            assertEquals(
                    explanation.names(PsbtOddity.Kind.FEE) ? 1 : 0,
                    explanation.oddities().size());
            assertFalse(explanation.fee().orElseThrow().exact());
        }
        assertEquals(584, weight);
        assertEquals(Map.of(291L, true, 292L, false, 1_000L, false, 1_001L, true), odd);
    }

    @Test
    void whatPaysMoreThanItSpendsIsOdd() {
        TransactionOutput all = new TransactionOutput(
                BitcoinNetwork.MAX_MONEY, UNSIGNED.outputs().get(0).scriptPubKey());
        PsbtExplanation explanation =
                explain(around(new Transaction(2, UNSIGNED.inputs(), Collections.nCopies(5_000, all), 0)));
        assertOdd(PsbtOddity.Kind.FEE, "it pays out more than it spends", explanation);
        assertLine("Pays:       and 4980 outputs more, which are not shown", explanation);
    }

    @Test
    void whereNobodyMaySignEverySignatureIsOdd() {
        PsbtExplanation explanation =
                PsbtExplanation.of(SPEND.signedBy(Role.LENDER), strict(Duty.MUST_NOT_SIGN, Optional.empty()));
        assertOdd(PsbtOddity.Kind.NOTHING_DEMANDED, "nobody is to sign anything now", explanation);
        assertOdd(PsbtOddity.Kind.SIGNER_MUST_NOT, "the lender signed, and must not", explanation);
        assertLine("Missing:    no signature is wanted", explanation);
        assertEquals(
                1,
                explanation.oddities().stream()
                        .filter(oddity -> oddity.kind() == PsbtOddity.Kind.SIGNER_MUST_NOT)
                        .count());
    }
}
