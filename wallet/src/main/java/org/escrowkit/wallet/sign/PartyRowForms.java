package org.escrowkit.wallet.sign;

import java.util.List;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.evidence.EvidenceCodec;
import org.escrowkit.core.form.Choice;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.policy.HistoryCodec;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;

/** How the rows of a party's log are written. */
final class PartyRowForms {
    static final Choice<PartyRow> ALL = new Choice<>(
            "row",
            List.of(
                    new Choice.Kind<>(
                            1,
                            PartyRow.History.class,
                            (out, row) -> contracts(out, row.contracts()).bytes(HistoryCodec.encode(row.event())),
                            in -> new PartyRow.History(
                                    in.list(PartyRowForms::contract),
                                    HistoryCodec.decode(in.bytes(PartyRow.MOST_BYTES)))),
                    new Choice.Kind<>(
                            2,
                            PartyRow.Reasons.class,
                            (out, row) -> out.raw(row.contract().hash()).bytes(EvidenceCodec.encode(row.evidence())),
                            in -> new PartyRow.Reasons(
                                    contract(in), EvidenceCodec.decode(in.bytes(PartyRow.MOST_BYTES)))),
                    new Choice.Kind<>(
                            3,
                            PartyRow.Refusal.class,
                            (out, row) -> out.raw(row.contract().hash()).list(row.reasons(), Reason::write),
                            in -> new PartyRow.Refusal(contract(in), in.list(Reason::read))),
                    new Choice.Kind<>(
                            4,
                            PartyRow.HandedOut.class,
                            (out, row) -> contracts(out, row.contracts())
                                    .bytes(ByteString.of(row.psbt().serialize()))
                                    .list(row.keys(), (some, key) -> some.raw(key.bytes())),
                            in -> new PartyRow.HandedOut(
                                    in.list(PartyRowForms::contract),
                                    Psbt.parse(in.bytes(PartyRow.MOST_BYTES).toByteArray()),
                                    in.list(keys -> new PublicKey(keys.raw(PublicKey.SIZE))))),
                    new Choice.Kind<>(
                            5,
                            PartyRow.Signatures.class,
                            (out, row) -> contracts(out, row.contracts())
                                    .hash(row.txid())
                                    .list(row.signatures(), FormWriter::bytes),
                            in -> new PartyRow.Signatures(
                                    in.list(PartyRowForms::contract),
                                    in.hash(),
                                    in.list(some -> some.bytes(PartyRow.MOST_SIGNATURE))))));

    private static FormWriter contracts(FormWriter out, List<ContractFingerprint> contracts) {
        return out.list(contracts, (some, contract) -> some.raw(contract.hash()));
    }

    private PartyRowForms() {}

    private static ContractFingerprint contract(FormReader in) {
        return new ContractFingerprint(in.raw(ContractFingerprint.SIZE));
    }
}
