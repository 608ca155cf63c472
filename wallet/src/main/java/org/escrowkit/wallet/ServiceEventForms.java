package org.escrowkit.wallet;

import java.util.List;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.form.Choice;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.ledger.BlockRef;
import org.escrowkit.core.loan.LoanCodec;
import org.escrowkit.wallet.store.EventKind;

/** How events are kept for subscribers. The first byte, 1, is the version of the form. */
final class ServiceEventForms {
    private static final int FORM = 1;
    private static final int MOST_BYTES = 100_000;
    private static final List<EventKind> KINDS = List.of(
            EventKind.SEEN,
            EventKind.REPLACED,
            EventKind.EVICTED,
            EventKind.CONFIRMED,
            EventKind.REORGED_OUT,
            EventKind.DOUBLE_SPENT,
            EventKind.SPENT,
            EventKind.UNSPENT);

    static final Choice<ServiceEvent> ALL = new Choice<>(
            "service event",
            List.of(
                    new Choice.Kind<>(
                            1,
                            ServiceEvent.Opened.class,
                            (out, event) -> out.text(event.state()),
                            in -> new ServiceEvent.Opened(in.text())),
                    new Choice.Kind<>(
                            2,
                            ServiceEvent.StateChanged.class,
                            (out, event) -> out.text(event.before()).text(event.after()),
                            in -> new ServiceEvent.StateChanged(in.text(), in.text())),
                    new Choice.Kind<>(
                            3,
                            ServiceEvent.ActionDue.class,
                            (out, event) -> out.bytes(LoanCodec.encode(event.action())),
                            in -> new ServiceEvent.ActionDue(LoanCodec.decodeAction(in.bytes(MOST_BYTES)))),
                    new Choice.Kind<>(
                            4,
                            ServiceEvent.DepositChanged.class,
                            ServiceEventForms::writeDeposit,
                            ServiceEventForms::readDeposit)));

    private ServiceEventForms() {}

    static ByteString encode(ServiceEvent event) {
        FormWriter out = new FormWriter().tag(FORM);
        ALL.write(out, event);
        return out.written();
    }

    /** @throws org.escrowkit.core.bitcoin.MalformedException unless these are the bytes of an event */
    static ServiceEvent decode(ByteString bytes) {
        return FormReader.all(bytes, "service event", FORM, MOST_BYTES, ALL::read, ServiceEventForms::encode);
    }

    private static void writeDeposit(FormWriter out, ServiceEvent.DepositChanged event) {
        out.text(event.id())
                .tag(KINDS.indexOf(event.kind()))
                .hash(event.outpoint().txid())
                .int64(event.outpoint().index())
                .coin(event.value())
                .optional(
                        event.block(),
                        (some, block) -> some.number(block.height()).hash(block.hash()))
                .optional(event.by(), FormWriter::hash);
    }

    private static ServiceEvent.DepositChanged readDeposit(FormReader in) {
        String id = in.text();
        int kind = in.tag();
        if (kind >= KINDS.size()) {
            throw in.malformed("no kind of deposit event has the number " + kind);
        }
        return new ServiceEvent.DepositChanged(
                id,
                KINDS.get(kind),
                new Outpoint(in.hash(), in.int64()),
                in.coin(),
                in.optional(some -> new BlockRef(some.number(), some.hash())),
                in.optional(FormReader::hash));
    }
}
