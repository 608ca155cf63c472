package org.escrowkit.wallet.sign;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.wallet.sign.TestRequests.NOW;
import static org.escrowkit.wallet.sign.TestRequests.release;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

class PartyRecordsTest {
    private static final List<ContractFingerprint> CONTRACTS = List.of(TERMS.fingerprint());
    private static final ByteString SIGNATURE = ByteString.of((byte) 1);

    private final PartyRecords records = new PartyRecords();

    private Sha256Hash handOut(int lockTime) {
        Psbt psbt = Psbt.parse(release(10, lockTime));
        records.handOut(new Handout(CONTRACTS, psbt, List.of(TERMS.escrow().key(Role.LENDER))), NOW);
        return psbt.unsignedTransaction().txid();
    }

    private void signed(Sha256Hash txid) {
        records.add(new PartyRow.Signatures(CONTRACTS, txid, List.of(SIGNATURE)), NOW);
    }

    private List<Sha256Hash> waiting() {
        return records.waiting().stream().map(Handout::txid).toList();
    }

    @Test
    void whatWaitsIsKeptForGood() {
        List<Sha256Hash> all = new ArrayList<>();
        for (int i = 0; i <= PartyRecords.LATEST; i++) {
            all.add(handOut(i));
        }
        assertEquals(all, waiting());
        assertEquals(all.get(0), records.handout(all.get(0)).orElseThrow().txid());
    }

    @Test
    void ofWhatIsDoneTheLatestIsKept() {
        Sha256Hash first = handOut(0);
        Sha256Hash second = handOut(1);
        signed(first);
        for (int i = 1; i < PartyRecords.LATEST; i++) {
            signed(Sha256Hash.of(new byte[i]));
        }
        assertEquals(Optional.of(List.of(SIGNATURE)), records.signatures(first));
        assertEquals(first, records.handout(first).orElseThrow().txid());
        signed(Sha256Hash.ZERO_HASH);
        assertEquals(Optional.empty(), records.signatures(first));
        assertEquals(Optional.empty(), records.handout(first));
        assertEquals(Optional.of(List.of(SIGNATURE)), records.signatures(Sha256Hash.ZERO_HASH));
        assertEquals(List.of(second), waiting());
    }

    /** An old one that is asked for once more is handed out once more, and known again when it is done. */
    @Test
    void whatIsForgottenMayBeDoneAgain() {
        Sha256Hash first = handOut(0);
        signed(first);
        for (int i = 0; i < PartyRecords.LATEST; i++) {
            signed(Sha256Hash.of(new byte[i]));
        }
        handOut(0);
        assertEquals(List.of(first), waiting());
        signed(first);
        assertEquals(List.of(), waiting());
        assertEquals(Optional.of(List.of(SIGNATURE)), records.signatures(first));
    }
}
