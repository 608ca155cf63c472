package org.escrowkit.core.loan;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.escrowkit.core.form.Choice;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;

/** How states are written. */
final class StateForms {
    static final Choice<LoanState> ALL = new Choice<>(
            "state",
            List.of(
                    holding(1, Offered.class, Offered::new),
                    new Choice.Kind<>(
                            2,
                            AwaitingCollateral.class,
                            (out, state) -> {
                                PositionForms.writeHoldings(out, state.holdings());
                                out.optional(state.quote(), PositionForms::writeQuote);
                            },
                            in -> new AwaitingCollateral(
                                    PositionForms.readHoldings(in), in.optional(PositionForms::readQuote))),
                    new Choice.Kind<>(
                            3,
                            Funded.class,
                            (out, state) -> {
                                PositionForms.writeHoldings(out, state.holdings());
                                PositionForms.writeQuote(out, state.quote());
                            },
                            in -> new Funded(PositionForms.readHoldings(in), PositionForms.readQuote(in))),
                    new Choice.Kind<>(
                            4,
                            Active.class,
                            (out, state) -> {
                                PositionForms.writePosition(out, state.position());
                                out.optional(state.adjustment(), IntentForms.ALL::write);
                            },
                            in -> new Active(PositionForms.readPosition(in), in.optional(IntentForms.ALL::read))),
                    standing(5, MarginCall.class, MarginCall::new),
                    new Choice.Kind<>(
                            6,
                            Liquidatable.class,
                            (out, state) -> {
                                PositionForms.writePosition(out, state.position());
                                IntentForms.ALL.write(out, state.intent());
                                out.text(state.reason());
                                PositionForms.writePrices(out, state.prices());
                            },
                            in -> new Liquidatable(
                                    PositionForms.readPosition(in),
                                    IntentForms.ALL.read(in),
                                    in.text(),
                                    PositionForms.readPrices(in))),
                    new Choice.Kind<>(
                            7,
                            Defaulted.class,
                            (out, state) -> {
                                PositionForms.writePosition(out, state.position());
                                out.optional(state.intent(), IntentForms.ALL::write);
                                out.optional(state.prices(), PositionForms::writePrices);
                            },
                            in -> new Defaulted(
                                    PositionForms.readPosition(in),
                                    in.optional(IntentForms.ALL::read),
                                    in.optional(PositionForms::readPrices))),
                    standing(8, Repaid.class, Repaid::new),
                    new Choice.Kind<>(9, Settling.class, PositionForms::writeSettling, PositionForms::readSettling),
                    holding(10, Cancelled.class, Cancelled::new),
                    new Choice.Kind<>(
                            11,
                            Disputed.class,
                            (out, state) -> {
                                write(out, state.before());
                                out.tag(TermsCodec.ROLES.indexOf(state.by())).flag(state.vetoed());
                            },
                            in -> new Disputed(running(in), TermsParts.oneOf(TermsCodec.ROLES, in), in.flag())),
                    new Choice.Kind<>(
                            12,
                            Awarded.class,
                            (out, state) -> {
                                write(out, state.before());
                                IntentForms.writeSplit(out, state.split());
                            },
                            in -> new Awarded(running(in), IntentForms.readSplit(in))),
                    over(13, Released.class, Released::new),
                    over(14, Liquidated.class, Liquidated::new),
                    over(15, Refunded.class, Refunded::new),
                    over(16, Divided.class, Divided::new),
                    new Choice.Kind<>(
                            17,
                            Compromised.class,
                            (out, state) -> write(out, state.before()),
                            in -> new Compromised(read(in))),
                    new Choice.Kind<>(
                            18,
                            Conflicted.class,
                            (out, state) -> {
                                PositionForms.writeSettling(out, state.settling());
                                IntentForms.ALL.write(out, state.intent());
                            },
                            in -> new Conflicted(PositionForms.readSettling(in), IntentForms.ALL.read(in)))));

    private StateForms() {}

    static void write(FormWriter out, LoanState state) {
        out.nested(() -> ALL.write(out, state));
    }

    static LoanState read(FormReader in) {
        return in.nested(() -> ALL.read(in));
    }

    private static Running running(FormReader in) {
        if (read(in) instanceof Running running) {
            return running;
        }
        throw in.malformed("a running loan expected");
    }

    private static <S extends LoanState> Choice.Kind<S> holding(int tag, Class<S> type, Function<Holdings, S> make) {
        return new Choice.Kind<>(
                tag,
                type,
                (out, state) -> PositionForms.writeHoldings(out, state.holdings()),
                in -> make.apply(PositionForms.readHoldings(in)));
    }

    private static <S extends Running> Choice.Kind<S> standing(int tag, Class<S> type, Function<Position, S> make) {
        return new Choice.Kind<>(
                tag,
                type,
                (out, state) -> PositionForms.writePosition(out, state.position()),
                in -> make.apply(PositionForms.readPosition(in)));
    }

    private static <S extends Ended> Choice.Kind<S> over(
            int tag, Class<S> type, BiFunction<Settling, Holdings, S> make) {
        return new Choice.Kind<>(
                tag,
                type,
                (out, state) -> {
                    PositionForms.writeSettling(out, state.settled());
                    PositionForms.writeHoldings(out, state.holdings());
                },
                in -> make.apply(PositionForms.readSettling(in), PositionForms.readHoldings(in)));
    }
}
