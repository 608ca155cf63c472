package org.escrowkit.regtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtDifferentialCases;
import org.escrowkit.core.psbt.PsbtDifferentialCases.Spend;
import org.escrowkit.core.psbt.PsbtDifferentialCases.Stage;
import org.escrowkit.core.vault.Role;

/**
 * Spends of an escrow, 1 to 20 inputs, of amounts that a node can make a fee of, to take cases from. What they spend,
 * no chain holds.
 */
final class PsbtNodeSpends {
    private static final int SPENDS = 24;

    private final Random random;
    private final PsbtEscrow escrow;

    private PsbtNodeSpends(long seed) {
        random = new Random(seed);
        escrow = new PsbtEscrow(seed);
    }

    static PsbtDifferentialCases cases(long seed, List<Stage> stages) {
        PsbtNodeSpends source = new PsbtNodeSpends(seed);
        List<Spend> spends = new ArrayList<>();
        for (int i = 0; i < SPENDS; i++) {
            int inputs = i % 8 == 0 ? 1 + source.random.nextInt(20) : 1 + source.random.nextInt(4);
            spends.add(new Spend(source.spend(inputs), source.escrow.vault()));
        }
        return new PsbtDifferentialCases(source.random, stages, spends);
    }

    private Psbt spend(int inputs) {
        List<Integer> loans = IntStream.range(0, inputs).boxed().toList();
        List<Transaction> deposits = loans.stream().map(this::deposit).toList();
        Transaction unsigned = new Transaction(
                Transaction.VERSION_2,
                deposits.stream()
                        .map(deposit ->
                                TransactionInput.unsigned(deposit.outpoint(0), TransactionInput.SEQUENCE_REPLACEABLE))
                        .toList(),
                List.of(output(), output()),
                0);
        Psbt psbt = Psbt.create(unsigned).withXpubs(escrow.xpubs());
        for (int loan : loans) {
            psbt = psbt.withInput(loan, escrow.input(deposits.get(loan), 0, loan));
        }
        for (Role role : Role.values()) {
            psbt = escrow.signed(psbt, role, loans);
        }
        return psbt;
    }

    private Transaction deposit(int loan) {
        TransactionInput input = TransactionInput.unsigned(
                        new Outpoint(Sha256Hash.wrap(bytes(32).toByteArray()), random.nextInt(10)), 0)
                .withWitness(List.of(bytes(71), bytes(33)));
        Coin amount = Coin.valueOf(1_000_000L + random.nextInt(1 << 30));
        TransactionOutput collateral =
                new TransactionOutput(amount, escrow.vault().address(loan).scriptPubKey());
        return new Transaction(2, List.of(input), List.of(collateral, output()), 0);
    }

    private TransactionOutput output() {
        return new TransactionOutput(Coin.valueOf(random.nextInt(400_000)), Scripts.p2wsh(bytes(20)));
    }

    private ByteString bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }
}
