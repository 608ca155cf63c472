package org.escrowkit.benchmarks;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.escrowkit.wallet.store.EscrowStore;
import org.escrowkit.wallet.store.LoanStore;
import org.escrowkit.wallet.store.StoreException;

/** A store with something between it and whoever keeps loans in it. */
final class StoreProxy {
    private StoreProxy() {}

    static EscrowStore of(EscrowStore store, UnaryOperator<LoanStore> between) {
        LoanStore loans = between.apply(store.loans());
        return (EscrowStore) Proxy.newProxyInstance(
                EscrowStore.class.getClassLoader(),
                new Class<?>[] {EscrowStore.class},
                (proxy, method, arguments) ->
                        method.getName().equals("loans") ? loans : StageTimes.call(store, method, arguments));
    }

    /** Counts how often somebody else was faster with a loan. */
    static EscrowStore counting(EscrowStore store, AtomicLong faster) {
        return of(store, loans -> (LoanStore) Proxy.newProxyInstance(
                LoanStore.class.getClassLoader(), new Class<?>[] {LoanStore.class}, (proxy, method, arguments) -> {
                    try {
                        return StageTimes.call(loans, method, arguments);
                    } catch (StoreException.StaleLoan stale) {
                        faster.incrementAndGet();
                        throw stale;
                    }
                }));
    }
}
