package org.escrowkit.core.loan;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.ledger.Collateral;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.core.ledger.Spend;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.VaultAddress;

/**
 * What the chain shows of a loan's coins, all at once: what is seen, confirmed, reorganised out, replaced and spent
 * shows in the next holdings, however many such events lie between two of them.
 *
 * @param coins final and unspent, in the order of their outpoints
 * @param pending the value of those that are unspent and not yet final
 * @param taken those that a transaction spends, in the order of their outpoints
 */
public record Holdings(List<PledgedCoin> coins, Coin pending, List<TakenCoin> taken) {
    public static final Holdings NONE = new Holdings(List.of(), Coin.ZERO, List.of());

    public Holdings {
        coins = List.copyOf(coins);
        taken = List.copyOf(taken);
    }

    /** What the ledger shows of a loan. */
    public static Holdings of(Ledger ledger, LoanTerms terms) {
        Collateral collateral = ledger.collateral(terms.escrows().scripts(), terms.deposits());
        List<PledgedCoin> coins =
                collateral.coins().stream().map(Holdings::pledged).toList();
        List<TakenCoin> taken = new ArrayList<>();
        for (VaultAddress escrow : terms.escrows().addresses()) {
            for (Deposit deposit : ledger.deposits(escrow.scriptPubKey())) {
                deposit.spend().ifPresent(spend -> taken.add(taken(deposit, spend, escrow, ledger, terms)));
            }
        }
        taken.sort(Comparator.comparing(coin -> coin.coin().outpoint()));
        return new Holdings(coins, collateral.pending(), taken);
    }

    private static PledgedCoin pledged(Deposit deposit) {
        return new PledgedCoin(deposit.outpoint(), deposit.value());
    }

    private static TakenCoin taken(Deposit deposit, Spend spend, VaultAddress escrow, Ledger ledger, LoanTerms terms) {
        int needed = terms.settlementConfirmations();
        boolean deep = spend.block()
                .filter(block -> ledger.tip().height() - block.height() + 1 >= needed)
                .isPresent();
        Set<Role> signers = spend.signers().stream()
                .flatMap(key -> Arrays.stream(Role.values())
                        .filter(role -> escrow.key(role).bytes().equals(key)))
                .collect(ImmutableSet.toImmutableSet());
        return new TakenCoin(pledged(deposit), spend.txid(), deep, signers);
    }

    /** The value of the coins that count. */
    public Coin value() {
        return sum(coins);
    }

    static Coin sum(List<PledgedCoin> coins) {
        return coins.stream().map(PledgedCoin::value).reduce(Coin.ZERO, Coin::add);
    }

    /** The transactions that take coins and are none of these, the deep ones or the others. */
    Set<Sha256Hash> takers(Set<Sha256Hash> known, boolean deep) {
        return taken.stream()
                .filter(coin -> coin.deep() == deep && !known.contains(coin.by()))
                .map(TakenCoin::by)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Who signed a transaction that takes coins. */
    Set<Role> signersOf(Sha256Hash txid) {
        return taken.stream()
                .filter(coin -> coin.by().equals(txid))
                .flatMap(coin -> coin.signers().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The one of these that takes all its coins and is deep, if there is one. */
    Optional<SignedSettlement> settledBy(List<SignedSettlement> attempts) {
        return attempts.stream()
                .filter(attempt -> attempt.spent().stream().allMatch(coin -> isTaken(coin.outpoint(), attempt.txid())))
                .findFirst();
    }

    private boolean isTaken(Outpoint outpoint, Sha256Hash by) {
        return taken.stream()
                .anyMatch(coin -> coin.deep()
                        && coin.by().equals(by)
                        && coin.coin().outpoint().equals(outpoint));
    }

    /**
     * Those of the earlier coins that are neither here nor taken: a reorganisation took them, or they are confirming.
     */
    List<PledgedCoin> lost(List<PledgedCoin> earlier) {
        Set<Outpoint> known = Stream.concat(
                        coins.stream().map(PledgedCoin::outpoint),
                        taken.stream().map(coin -> coin.coin().outpoint()))
                .collect(Collectors.toUnmodifiableSet());
        return earlier.stream().filter(coin -> !known.contains(coin.outpoint())).toList();
    }
}
