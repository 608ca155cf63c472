package org.escrowkit.wallet.sign;

import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.policy.HistoryEvent;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.wallet.audit.AuditRow;

/** What the rows of a party's log say. The kind of a row is a word for people; its body says by itself what it is. */
sealed interface PartyRow {
    /** As the log names it. */
    String kind();

    /** Which loans it is about. */
    List<ContractFingerprint> contracts();

    /**
     * What adds to the party's history.
     *
     * @param contracts that it is about
     */
    record History(List<ContractFingerprint> contracts, HistoryEvent event) implements PartyRow {
        public History {
            contracts = List.copyOf(contracts);
        }

        @Override
        public String kind() {
            return "history";
        }
    }

    /** For what reason it is about to sign. */
    record Reasons(ContractFingerprint contract, Evidence evidence) implements PartyRow {

        @Override
        public List<ContractFingerprint> contracts() {
            return List.of(contract);
        }

        @Override
        public String kind() {
            return "evidence";
        }
    }

    record Refusal(ContractFingerprint contract, List<Reason> reasons) implements PartyRow {
        public Refusal {
            reasons = List.copyOf(reasons);
        }

        @Override
        public List<ContractFingerprint> contracts() {
            return List.of(contract);
        }

        @Override
        public String kind() {
            return "refusal";
        }
    }

    /**
     * What a person with a device is to sign.
     *
     * @param keys of this party, one for each input
     */
    record HandedOut(List<ContractFingerprint> contracts, Psbt psbt, List<PublicKey> keys) implements PartyRow {
        public HandedOut {
            contracts = List.copyOf(contracts);
            keys = List.copyOf(keys);
        }

        @Override
        public String kind() {
            return "handed-out";
        }
    }

    /**
     * What the party's keys have signed, from before anybody else sees it.
     *
     * @param signatures one for each input, DER with the sighash byte
     */
    record Signatures(List<ContractFingerprint> contracts, Sha256Hash txid, List<ByteString> signatures)
            implements PartyRow {
        public Signatures {
            contracts = List.copyOf(contracts);
            signatures = List.copyOf(signatures);
        }

        @Override
        public String kind() {
            return "signatures";
        }
    }

    /** What a log takes in one row, and a little less. */
    int MOST_BYTES = 15_000_000;

    int FORM = 1;
    int MOST_SIGNATURE = 73;

    default ByteString encode() {
        FormWriter out = new FormWriter().tag(FORM);
        PartyRowForms.ALL.write(out, this);
        return out.written();
    }

    /** @throws MalformedException unless these are the bytes of a row */
    static PartyRow decode(AuditRow row) {
        return FormReader.all(
                row.body(), "row " + row.number(), FORM, MOST_BYTES, PartyRowForms.ALL::read, PartyRow::encode);
    }
}
