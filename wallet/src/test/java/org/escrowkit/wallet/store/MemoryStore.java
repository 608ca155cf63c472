package org.escrowkit.wallet.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositChange;
import org.escrowkit.wallet.node.BlockRow;
import org.jspecify.annotations.Nullable;

/** What a store does, in collections: a model to judge the real ones by. It trusts the steps that it is given. */
public final class MemoryStore implements EscrowStore {
    private final Sha256Hash genesis;
    private final List<BlockRow> rows = new ArrayList<>();
    private final Map<Outpoint, Deposit> deposits = new TreeMap<>(
            Comparator.<Outpoint, String>comparing(outpoint -> outpoint.txid().toString())
                    .thenComparing(Outpoint::index));
    private final List<DepositEvent> events = new ArrayList<>();
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final Map<ByteString, WatchedScript> scripts = new LinkedHashMap<>();
    private final Map<ByteString, Integer> walks = new HashMap<>();
    private final Map<String, Long> consumers = new HashMap<>();
    private long revision;
    private long trimmed;
    private int walk;
    private @Nullable Integer next;
    private @Nullable Integer nextAfter;

    public MemoryStore(Sha256Hash genesis) {
        this.genesis = genesis;
    }

    /** What a store says that cannot write now. */
    public static StoreException locked() {
        return new StoreException.Locked("locked, as the test wants it", null);
    }

    /** What a store says that does not know whether it has committed. */
    public static StoreException failed() {
        return new StoreException.Failed("connection lost, as the test wants it", null);
    }

    @Override
    public Sha256Hash genesis() {
        return genesis;
    }

    /** Who models a store of deposits has no loans. */
    @Override
    public LoanStore loans() {
        throw new UnsupportedOperationException("no loans in memory");
    }

    @Override
    public Head head() {
        return new Head(
                revision,
                rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(rows.size() - 1)),
                trimmed + events.size());
    }

    @Override
    public List<BlockRow> blocks() {
        return List.copyOf(rows);
    }

    @Override
    public List<Deposit> deposits() {
        return List.copyOf(deposits.values());
    }

    @Override
    public Head commit(Step step) {
        if (step.revision() != revision) {
            throw new StoreException.StaleStep("stale", revision);
        }
        if (step.scripts() < scripts.size()) {
            throw new StoreException.MoreScripts("more");
        }
        revision++;
        for (StepPart part : step.parts()) {
            if (part instanceof StepPart.Connected connected) {
                rows.add(connected.row());
            } else if (part instanceof StepPart.Disconnected) {
                rows.remove(rows.size() - 1);
            } else if (part instanceof StepPart.Backfilled backfilled) {
                next = backfilled.at().height() + 1;
            } else if (part instanceof StepPart.BackfillDone) {
                walk++;
                next = nextAfter;
                nextAfter = null;
            }
            part.changes().forEach(change -> apply(change, part.block()));
        }
        while (rows.size() > 288) {
            rows.remove(0);
        }
        return head();
    }

    private void apply(DepositChange change, Optional<BlockRef> block) {
        Deposit deposit = change.deposit();
        boolean last = change instanceof DepositChange.DoubleSpent
                || (change instanceof DepositChange.ReorgedOut && deposit.coinbase());
        if (last) {
            deposits.remove(deposit.outpoint());
        } else {
            deposits.put(deposit.outpoint(), deposit);
        }
        String key = genesis + ":" + deposit.outpoint() + ":" + EventKind.of(change) + ":"
                + block.map(at -> at.hash().toString()).orElse("-");
        int times = occurrences.merge(key, 1, Integer::sum);
        events.add(new DepositEvent(trimmed + events.size() + 1, key + ":" + times, change, block));
    }

    @Override
    public List<Integer> register(List<NewScript> fresh) {
        Optional<Integer> under = Optional.ofNullable(next);
        Map<ByteString, Integer> births = new HashMap<>();
        fresh.forEach(script -> births.merge(script.scriptPubKey(), script.birth(), Math::min));
        for (NewScript script : fresh) {
            ByteString name = script.scriptPubKey();
            WatchedScript known = scripts.get(name);
            int birth = Objects.requireNonNull(births.get(name));
            if (known != null && known.birth() <= birth) {
                continue;
            }
            boolean late = rows.isEmpty() || birth <= rows.get(rows.size() - 1).height();
            scripts.put(
                    name,
                    known == null
                            ? new WatchedScript(scripts.size(), name, birth, script.label(), late)
                            : new WatchedScript(known.id(), name, birth, known.label(), late));
            if (!late) {
                walks.putIfAbsent(name, walk - 1);
            } else if (under.isEmpty()) {
                next = next == null ? birth : Math.min(next, birth);
                walks.put(name, walk);
            } else if (birth >= under.get()) {
                walks.put(name, walk);
            } else {
                nextAfter = nextAfter == null ? birth : Math.min(nextAfter, birth);
                walks.put(name, walk + 1);
            }
        }
        return fresh.stream()
                .map(script -> Objects.requireNonNull(scripts.get(script.scriptPubKey()))
                        .id())
                .toList();
    }

    @Override
    public void scripts(int from, Consumer<WatchedScript> consumer) {
        scripts.values().stream()
                .filter(script -> script.id() >= from)
                .sorted(Comparator.comparing(WatchedScript::id))
                .map(script -> new WatchedScript(
                        script.id(),
                        script.scriptPubKey(),
                        script.birth(),
                        script.label(),
                        walks.getOrDefault(script.scriptPubKey(), -1) >= walk))
                .forEach(consumer);
    }

    @Override
    public Optional<WatchedScript> script(ByteString scriptPubKey) {
        List<WatchedScript> all = new ArrayList<>();
        scripts(all::add);
        return all.stream()
                .filter(script -> script.scriptPubKey().equals(scriptPubKey))
                .findFirst();
    }

    @Override
    public Optional<Backfill> backfill() {
        return next == null ? Optional.empty() : Optional.of(new Backfill(walk + 1, next));
    }

    @Override
    public List<DepositEvent> events(long after, int most) {
        return events.stream()
                .filter(event -> event.sequence() > after)
                .limit(most)
                .toList();
    }

    @Override
    public List<Long> subscribe(List<String> names) {
        return names.stream()
                .map(name -> consumers.computeIfAbsent(name, fresh -> trimmed))
                .toList();
    }

    @Override
    public void unsubscribe(String consumer) {
        consumers.remove(consumer);
    }

    @Override
    public void acknowledge(String consumer, long sequence) {
        consumers.merge(consumer, sequence, Math::max);
    }

    @Override
    public int trim() {
        long all = consumers.values().stream().mapToLong(Long::longValue).min().orElse(0);
        int before = events.size();
        events.removeIf(event -> event.sequence() <= all);
        trimmed += before - events.size();
        return before - events.size();
    }

    long trimmed() {
        return trimmed;
    }

    @Override
    public void close() {}
}
