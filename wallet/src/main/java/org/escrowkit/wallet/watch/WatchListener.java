package org.escrowkit.wallet.watch;

import org.escrowkit.wallet.store.DepositEvent;

/** Who is told by {@link Watcher#follow}, on the thread that follows. */
@FunctionalInterface
public interface WatchListener extends FollowListener {
    /**
     * Something happened to a deposit. Acknowledged when this returns; told again if it throws, which ends the
     * following, or if the process dies: {@link DepositEvent#id} tells what was told before.
     */
    void onEvent(DepositEvent event);
}
