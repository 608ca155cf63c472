package org.escrowkit.wallet;

import com.google.common.base.CaseFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.escrowkit.core.loan.LoanState;
import org.escrowkit.wallet.store.LoanId;
import org.escrowkit.wallet.store.LoanStore;
import org.escrowkit.wallet.store.StoredLoan;

/** How many live loans are in which state, whichever process has brought them there. */
final class LoanStates {
    /** Of all that there are, such as {@code margin-call}. */
    static final List<String> NAMES = names(LoanState.class).sorted().toList();

    private record Known(long version, String state) {}

    private final LoanStore store;
    private final Map<LoanId, Known> known = new HashMap<>();
    private boolean loaded;

    LoanStates(LoanStore store) {
        this.store = store;
    }

    private static Stream<String> names(Class<?> state) {
        return state.isSealed()
                ? Arrays.stream(state.getPermittedSubclasses()).flatMap(LoanStates::names)
                : Stream.of(name(state));
    }

    private static String name(Class<?> state) {
        return CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_HYPHEN, state.getSimpleName());
    }

    /** Asks the store for what is new. */
    synchronized Map<String, Long> counts() {
        if (!loaded) {
            store.live(this::put);
            loaded = true;
        }
        Map<LoanId, Long> versions = store.liveVersions();
        known.keySet().retainAll(versions.keySet());
        List<LoanId> changed = new ArrayList<>();
        versions.forEach((id, version) -> {
            Known before = known.get(id);
            if (before == null || before.version() != version) {
                changed.add(id);
            }
        });
        changed.forEach(id -> store.loan(id).ifPresent(this::put));
        return known.values().stream()
                .map(Known::state)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private void put(StoredLoan stored) {
        known.put(
                stored.id(),
                new Known(stored.version(), name(stored.loan().state().getClass())));
    }
}
