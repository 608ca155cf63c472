package org.escrowkit.benchmarks;

import fr.acinq.secp256k1.Secp256k1;
import java.util.concurrent.TimeUnit;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.vault.Role;

/** What the bare native library does on one thread, in this run on this machine. */
final class NativeSigning {
    private static final long MEASURED = TimeUnit.SECONDS.toNanos(2);
    private static final int AT_ONCE = 100;

    private NativeSigning() {}

    /** ECDSA signatures a second of hashes that are there, with a key that is there. */
    static double perSecond() {
        Secp256k1 secp256k1 = Secp256k1.get();
        byte[] secret = Parties.loanKey(Role.LENDER, 0).getPrivKeyBytes();
        byte[] hash = Sha256Hash.hash(secret);
        // The first round warms up.
        double last = 0;
        for (int round = 0; round < 2; round++) {
            long count = 0;
            long start = System.nanoTime();
            while (System.nanoTime() - start < MEASURED) {
                for (int i = 0; i < AT_ONCE; i++) {
                    hash = Sha256Hash.hash(secp256k1.sign(hash, secret, null));
                }
                count += AT_ONCE;
            }
            last = count * 1e9 / (System.nanoTime() - start);
        }
        return last;
    }
}
