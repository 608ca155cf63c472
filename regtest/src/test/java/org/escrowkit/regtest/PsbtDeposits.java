package org.escrowkit.regtest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.psbt.Psbt;

/** Deposits of the loans of an escrow, one each, on a real chain; and transactions that spend some of them. */
final class PsbtDeposits {
    private static final Coin FEE = Coin.valueOf(10_000);

    /** @param loans whose deposits the inputs spend, in the inputs' order */
    record Spend(Transaction unsigned, List<Integer> loans) {}

    private final PsbtEscrow escrow;
    private final List<Transaction> deposits = new ArrayList<>();
    private final Address elsewhere;

    PsbtDeposits(RegtestNode node, RegtestChain chain, PsbtEscrow escrow, int loans) {
        this.escrow = escrow;
        this.elsewhere = chain.newAddress();
        for (int loan = 0; loan < loans; loan++) {
            Coin amount = Coin.valueOf(1_000_000 + 12_345L * loan);
            Sha256Hash txid = chain.pay(escrow.vault().address(loan).address(), amount);
            String raw = node.rpc().call("getrawtransaction", txid.toString()).asString();
            deposits.add(Transaction.parse(HexFormat.of().parseHex(raw)));
        }
        chain.mine(1);
    }

    /** Spends one to four deposits, or so many at least that others can spend the rest; half goes back to a loan. */
    Spend spend(Random random) {
        List<Integer> loans =
                new ArrayList<>(IntStream.range(0, deposits.size()).boxed().toList());
        Collections.shuffle(loans, random);
        return spend(loans.subList(0, 1 + random.nextInt(4)));
    }

    Spend spend(List<Integer> loans) {
        List<TransactionInput> inputs = loans.stream()
                .map(loan -> TransactionInput.unsigned(outpoint(loan), TransactionInput.SEQUENCE_REPLACEABLE))
                .toList();
        long total = loans.stream().mapToLong(loan -> spent(loan).value().value).sum();
        Coin half = Coin.valueOf(total / 2);
        List<TransactionOutput> outputs = List.of(
                new TransactionOutput(half.subtract(FEE), Scripts.of(elsewhere)),
                new TransactionOutput(half, escrow.vault().address(loans.get(0)).scriptPubKey()));
        return new Spend(new Transaction(Transaction.VERSION_2, inputs, outputs, 0), List.copyOf(loans));
    }

    /** All that this library has to say of the inputs. */
    Psbt updated(Spend spend) {
        Psbt psbt = Psbt.create(spend.unsigned());
        for (int input = 0; input < spend.loans().size(); input++) {
            int loan = spend.loans().get(input);
            int output = (int) outpoint(loan).index();
            psbt = psbt.withInput(input, escrow.input(deposits.get(loan), output, loan));
        }
        return psbt;
    }

    private Outpoint outpoint(int loan) {
        ByteString script = escrow.vault().address(loan).scriptPubKey();
        Transaction deposit = deposits.get(loan);
        int output = deposit.outputs().stream()
                .map(TransactionOutput::scriptPubKey)
                .toList()
                .indexOf(script);
        return deposit.outpoint(output);
    }

    private TransactionOutput spent(int loan) {
        return deposits.get(loan).outputs().get((int) outpoint(loan).index());
    }
}
