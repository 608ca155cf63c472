package org.escrowkit.wallet.watch;

/** Who is told how a watcher gets on, on the thread that follows. */
public interface FollowListener {
    /** How far the watcher is, after every poll. */
    default void onStatus(WatchStatus status) {}

    /** A poll or what came after it failed, and the next one tries again. If it lasts, somebody should know. */
    default void onTrouble(RuntimeException trouble) {}
}
