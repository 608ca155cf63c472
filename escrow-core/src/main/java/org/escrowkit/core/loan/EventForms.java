package org.escrowkit.core.loan;

import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.form.Choice;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.vault.Role;

/** How facts and commands are written. */
final class EventForms {
    private static final int SIGNATURE_SIZE = 64;

    static final Choice<LoanEvent> ALL = new Choice<>(
            "event",
            List.of(
                    new Choice.Kind<>(
                            1,
                            Fact.ChainObserved.class,
                            (out, fact) -> {
                                PositionForms.writeHoldings(out, fact.holdings());
                                out.moment(fact.at());
                            },
                            in -> new Fact.ChainObserved(PositionForms.readHoldings(in), in.moment())),
                    new Choice.Kind<>(
                            2,
                            Fact.PriceObserved.class,
                            (out, fact) -> PositionForms.writeQuote(out, fact.quote()),
                            in -> new Fact.PriceObserved(PositionForms.readQuote(in))),
                    new Choice.Kind<>(
                            3,
                            Fact.TimePassed.class,
                            (out, fact) -> out.moment(fact.at()),
                            in -> new Fact.TimePassed(in.moment())),
                    new Choice.Kind<>(
                            4,
                            Fact.DebtStated.class,
                            (out, fact) -> out.money(fact.owed()).moment(fact.at()),
                            in -> new Fact.DebtStated(in.money(), in.moment())),
                    new Choice.Kind<>(
                            17,
                            Command.Agree.class,
                            (out, command) -> writeSignatures(out, command.signatures()),
                            in -> new Command.Agree(readSignatures(in))),
                    Choice.Kind.of(18, new Command.Cancel()),
                    new Choice.Kind<>(
                            19,
                            Command.Disburse.class,
                            (out, command) -> out.moment(command.at()),
                            in -> new Command.Disburse(in.moment())),
                    new Choice.Kind<>(
                            20,
                            Command.RecordRepayment.class,
                            (out, command) -> out.money(command.amount()).moment(command.at()),
                            in -> new Command.RecordRepayment(in.money(), in.moment())),
                    new Choice.Kind<>(
                            21,
                            Command.ReleaseExcess.class,
                            (out, command) -> out.optional(command.amount(), FormWriter::coin)
                                    .moment(command.at()),
                            in -> new Command.ReleaseExcess(in.optional(FormReader::coin), in.moment())),
                    Choice.Kind.of(22, new Command.Consolidate()),
                    new Choice.Kind<>(
                            23,
                            Command.Settle.class,
                            (out, command) -> PositionForms.writeSigned(out, command.settlement()),
                            in -> new Command.Settle(PositionForms.readSigned(in))),
                    new Choice.Kind<>(
                            24,
                            Command.Bump.class,
                            (out, command) -> PositionForms.writeSigned(out, command.settlement()),
                            in -> new Command.Bump(PositionForms.readSigned(in))),
                    new Choice.Kind<>(
                            25,
                            Command.Dispute.class,
                            (out, command) -> out.tag(TermsCodec.ROLES.indexOf(command.by())),
                            in -> new Command.Dispute(TermsParts.oneOf(TermsCodec.ROLES, in))),
                    Choice.Kind.of(26, new Command.WithdrawDispute()),
                    new Choice.Kind<>(
                            27,
                            Command.Award.class,
                            (out, command) -> IntentForms.writeSplit(out, command.split()),
                            in -> new Command.Award(IntentForms.readSplit(in))),
                    new Choice.Kind<>(28, Command.Amend.class, EventForms::writeAmend, EventForms::readAmend)));

    private EventForms() {}

    private static void writeAmend(FormWriter out, Command.Amend amend) {
        out.bytes(TermsCodec.encode(amend.terms()));
        writeSignatures(out, amend.signatures());
        out.moment(amend.at());
    }

    private static Command.Amend readAmend(FormReader in) {
        return new Command.Amend(TermsCodec.decode(in.bytes(TermsCodec.MOST_BYTES)), readSignatures(in), in.moment());
    }

    /** Each party's behind its length, which is 0 where it did not sign. */
    private static void writeSignatures(FormWriter out, TermsSignatures signatures) {
        for (Role role : TermsCodec.ROLES) {
            out.bytes(signatures.byRole().getOrDefault(role, ByteString.EMPTY));
        }
    }

    private static TermsSignatures readSignatures(FormReader in) {
        Map<Role, ByteString> all = TermsParts.byRole(in, each -> each.bytes(SIGNATURE_SIZE));
        return new TermsSignatures(Maps.filterValues(all, signature -> !signature.isEmpty()));
    }
}
