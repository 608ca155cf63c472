package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.escrowkit.core.psbt.PsbtDifferentialCases.Spend;
import org.escrowkit.core.psbt.PsbtDifferentialCases.Stage;
import org.escrowkit.core.vault.Role;

/**
 * Spends of many vaults, of 1 to 20 inputs, to take cases from; of any amounts, so that they may pay more than they
 * spend.
 */
final class PsbtDifferentialSpends {
    private static final int SPENDS = 40;

    private PsbtDifferentialSpends() {}

    static PsbtDifferentialCases cases(long seed, List<Stage> stages) {
        Random random = new Random(seed);
        List<Spend> spends = new ArrayList<>();
        for (int i = 0; i < SPENDS; i++) {
            int inputs = i % 8 == 0 ? 1 + random.nextInt(20) : 1 + random.nextInt(4);
            TestPsbts parties = TestPsbts.seeded(seed + i, inputs);
            Psbt signed = parties.signedBy(Role.BORROWER)
                    .combine(parties.signedBy(Role.LENDER))
                    .combine(parties.signedBy(Role.ARBITER));
            spends.add(new Spend(signed, parties.parties().vault()));
        }
        return new PsbtDifferentialCases(random, stages, spends);
    }
}
