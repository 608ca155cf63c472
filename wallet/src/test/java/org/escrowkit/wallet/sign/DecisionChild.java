package org.escrowkit.wallet.sign;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.wallet.sign.TestRequests.NOW;
import static org.escrowkit.wallet.sign.TestRequests.ask;
import static org.escrowkit.wallet.sign.TestRequests.release;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.policy.SigningLimits;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;

/**
 * A lender who is asked from many threads for settlements that differ, until it dies: by its parent's hand, or by its
 * own while it signs. It says on its output what it is asked and what it lets out.
 *
 * <p>Arguments: the kind of its keys, its directory, a seed, and the signature before which it dies (below zero for
 * none).
 */
final class DecisionChild {
    static final int SETTLEMENTS = 8;
    private static final int THREADS = 4;
    /** Enough that no child gets through. */
    private static final int REQUESTS = 100_000;

    private DecisionChild() {}

    public static void main(String[] arguments) {
        long seed = Long.parseLong(arguments[2]);
        AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[3]));
        SigningParty lender = open(OneDecisionTest.Kind.valueOf(arguments[0]), Path.of(arguments[1]), left);
        System.out.println("ready");
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed * THREADS + i);
            new Thread(() -> run(lender, random)).start();
        }
    }

    static SigningParty open(OneDecisionTest.Kind kind, Path directory, AtomicInteger left) {
        AccountKey account = TERMS.escrows().vault().lender();
        Signer here = new Signer() {
            @Override
            public AccountKey account() {
                return account;
            }

            @Override
            public Psbt sign(ApprovedSpend spend) {
                if (left.getAndDecrement() == 0) {
                    Runtime.getRuntime().halt(9);
                }
                return TestLoans.sign(spend.psbt(), Role.LENDER);
            }
        };
        PartyKeys keys = kind == OneDecisionTest.Kind.HERE ? here : new ExternalSigner(account, directory);
        return SigningParty.open(
                Role.LENDER, keys, SigningLimits.NONE, directory.resolve("lender.audit"), Optional.empty());
    }

    private static void run(SigningParty lender, Random random) {
        for (int i = 0; i < REQUESTS; i++) {
            int settlement = random.nextInt(SETTLEMENTS);
            System.out.println("ask " + settlement);
            if (!(ask(lender, release(10, settlement), NOW) instanceof SigningParty.Answer.Refused)) {
                System.out.println("out " + settlement);
            }
        }
    }
}
