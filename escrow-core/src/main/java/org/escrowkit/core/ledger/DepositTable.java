package org.escrowkit.core.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/**
 * All deposits, found by outpoint, by script, by the blocks that made or spent them, and by the coins that unconfirmed
 * ones spend. A value: a change makes the next table and costs the same however many deposits there are.
 *
 * @param whole those that are not {@code spent}
 * @param spent those that a {@link SpentDeposit} can stand for
 */
record DepositTable(
        PMap<Outpoint, Deposit> whole,
        PMap<Outpoint, SpentDeposit> spent,
        PMap<ByteString, Set<Outpoint>> byScript,
        PMap<Sha256Hash, Set<Outpoint>> byBlock,
        PMap<Outpoint, Set<Outpoint>> byFunding,
        PSet<Outpoint> waiting) {
    static final DepositTable EMPTY = new DepositTable(
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePMap.empty(),
            HashTreePSet.empty());

    @Nullable
    Deposit get(Outpoint outpoint) {
        SpentDeposit packed = spent.get(outpoint);
        return packed == null ? whole.get(outpoint) : packed.deposit(outpoint);
    }

    /** Whether these are the same deposits. */
    boolean holdsTheSame(DepositTable other) {
        return whole.equals(other.whole) && spent.equals(other.spent);
    }

    Stream<Deposit> at(ByteString scriptPubKey) {
        return all(byScript.get(scriptPubKey));
    }

    /** That the block made or spent. */
    Stream<Deposit> touchedBy(Sha256Hash block) {
        return all(byBlock.get(block));
    }

    /** The unconfirmed ones whose transaction spends this coin. */
    Stream<Deposit> fundedBy(Outpoint coin) {
        return all(byFunding.get(coin));
    }

    /** That are unconfirmed, or whose spend is. */
    Stream<Deposit> waitingOnes() {
        return all(waiting);
    }

    private Stream<Deposit> all(@Nullable Set<Outpoint> outpoints) {
        return outpoints == null ? Stream.empty() : outpoints.stream().sorted().map(this::get);
    }

    DepositTable with(Deposit deposit) {
        Deposit known = get(deposit.outpoint());
        DepositTable rest = known == null ? this : withoutTraces(known);
        Outpoint outpoint = deposit.outpoint();
        PMap<Sha256Hash, Set<Outpoint>> blocks = rest.byBlock;
        for (Sha256Hash block : blocks(deposit)) {
            blocks = plus(blocks, block, outpoint);
        }
        PMap<Outpoint, Set<Outpoint>> funding = rest.byFunding;
        for (Outpoint coin : funding(deposit)) {
            funding = plus(funding, coin, outpoint);
        }
        Optional<SpentDeposit> packed = SpentDeposit.of(deposit);
        return new DepositTable(
                packed.isEmpty() ? rest.whole.plus(outpoint, deposit) : rest.whole.minus(outpoint),
                packed.map(small -> rest.spent.plus(outpoint, small)).orElseGet(() -> rest.spent.minus(outpoint)),
                plus(rest.byScript, deposit.scriptPubKey(), outpoint),
                blocks,
                funding,
                isWaiting(deposit) ? rest.waiting.plus(outpoint) : rest.waiting);
    }

    DepositTable without(Deposit deposit) {
        DepositTable rest = withoutTraces(deposit);
        return new DepositTable(
                rest.whole.minus(deposit.outpoint()),
                rest.spent.minus(deposit.outpoint()),
                minus(rest.byScript, deposit.scriptPubKey(), deposit.outpoint()),
                rest.byBlock,
                rest.byFunding,
                rest.waiting);
    }

    /** What depends on where the deposit and its spend are now. */
    private DepositTable withoutTraces(Deposit deposit) {
        Outpoint outpoint = deposit.outpoint();
        PMap<Sha256Hash, Set<Outpoint>> blocks = byBlock;
        for (Sha256Hash block : blocks(deposit)) {
            blocks = minus(blocks, block, outpoint);
        }
        PMap<Outpoint, Set<Outpoint>> funding = byFunding;
        for (Outpoint coin : funding(deposit)) {
            funding = minus(funding, coin, outpoint);
        }
        return new DepositTable(whole, spent, byScript, blocks, funding, waiting.minus(outpoint));
    }

    private static List<Sha256Hash> blocks(Deposit deposit) {
        return Stream.of(deposit.block(), deposit.spend().flatMap(Spend::block))
                .flatMap(Optional::stream)
                .map(BlockRef::hash)
                .distinct()
                .toList();
    }

    private static List<Outpoint> funding(Deposit deposit) {
        List<Outpoint> coins = new ArrayList<>();
        if (deposit.block().isEmpty()) {
            for (TransactionInput input : deposit.transaction().inputs()) {
                coins.add(input.outpoint());
            }
        }
        return coins;
    }

    private static boolean isWaiting(Deposit deposit) {
        return deposit.block().isEmpty()
                || deposit.spend().filter(spend -> spend.block().isEmpty()).isPresent();
    }

    private static <K> PMap<K, Set<Outpoint>> plus(PMap<K, Set<Outpoint>> map, K key, Outpoint outpoint) {
        return map.plus(key, Outpoints.plus(map.get(key), outpoint));
    }

    private static <K> PMap<K, Set<Outpoint>> minus(PMap<K, Set<Outpoint>> map, K key, Outpoint outpoint) {
        Set<Outpoint> present = map.get(key);
        if (present == null) {
            return map;
        }
        Set<Outpoint> left = Outpoints.minus(present, outpoint);
        return left.isEmpty() ? map.minus(key) : map.plus(key, left);
    }
}
