package org.escrowkit.core.loan;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.vault.Role;

/** How what states know is written: coins, prices, debts, positions and settlements. */
final class PositionForms {
    private static final long MOST_INDEX = 0xffff_ffffL;

    private PositionForms() {}

    static void writeHoldings(FormWriter out, Holdings holdings) {
        out.list(holdings.coins(), PositionForms::writeCoin)
                .coin(holdings.pending())
                .list(holdings.taken(), PositionForms::writeTaken);
    }

    static Holdings readHoldings(FormReader in) {
        return new Holdings(in.list(PositionForms::readCoin), in.coin(), in.list(PositionForms::readTaken));
    }

    private static void writeCoin(FormWriter out, PledgedCoin coin) {
        out.hash(coin.outpoint().txid()).int64(coin.outpoint().index()).coin(coin.value());
    }

    private static PledgedCoin readCoin(FormReader in) {
        Sha256Hash txid = in.hash();
        long index = in.int64();
        if (index < 0 || index > MOST_INDEX) {
            throw in.malformed("no output has the index " + index);
        }
        return new PledgedCoin(new Outpoint(txid, index), in.coin());
    }

    private static void writeTaken(FormWriter out, TakenCoin taken) {
        writeCoin(out, taken.coin());
        out.hash(taken.by()).flag(taken.deep()).tag(asBits(taken.signers()));
    }

    private static TakenCoin readTaken(FormReader in) {
        return new TakenCoin(readCoin(in), in.hash(), in.flag(), ofBits(in.tag()));
    }

    /** A bit for each, in the order borrower, lender, arbiter from the lowest on. */
    private static int asBits(Set<Role> roles) {
        int bits = 0;
        for (int i = 0; i < TermsCodec.ROLES.size(); i++) {
            bits |= roles.contains(TermsCodec.ROLES.get(i)) ? 1 << i : 0;
        }
        return bits;
    }

    private static Set<Role> ofBits(int bits) {
        ImmutableSet.Builder<Role> roles = ImmutableSet.builder();
        for (int i = 0; i < TermsCodec.ROLES.size(); i++) {
            if ((bits & (1 << i)) != 0) {
                roles.add(TermsCodec.ROLES.get(i));
            }
        }
        return roles.build();
    }

    static void writeQuote(FormWriter out, Quote quote) {
        out.money(quote.price().ofOneBitcoin()).moment(quote.at());
    }

    static Quote readQuote(FormReader in) {
        return new Quote(new Price(in.money()), in.moment());
    }

    static void writePrices(FormWriter out, PriceRange prices) {
        out.money(prices.lowest().ofOneBitcoin()).money(prices.highest().ofOneBitcoin());
    }

    static PriceRange readPrices(FormReader in) {
        return new PriceRange(new Price(in.money()), new Price(in.money()));
    }

    static void writePosition(FormWriter out, Position position) {
        writeHoldings(out, position.holdings());
        out.list(position.lost(), PositionForms::writeCoin).optional(position.lostSince(), FormWriter::moment);
        writeDebt(out, position.debt());
        writeQuote(out, position.quote());
        // Counted from 1, since -1 is no tier.
        out.number(position.tier() + 1).optional(position.cureBy(), FormWriter::moment);
        out.optional(
                position.breach(), (some, breach) -> some.moment(breach.since()).number(breach.samples()));
        out.list(position.partials(), PositionForms::writeSettling);
    }

    static Position readPosition(FormReader in) {
        Holdings holdings = readHoldings(in);
        List<PledgedCoin> lost = in.list(PositionForms::readCoin);
        return new Position(
                holdings,
                lost,
                in.optional(FormReader::moment),
                readDebt(in),
                readQuote(in),
                in.number() - 1,
                in.optional(FormReader::moment),
                in.optional(some -> new Breach(some.moment(), some.number())),
                in.list(PositionForms::readSettling));
    }

    private static void writeDebt(FormWriter out, Debt debt) {
        out.money(debt.principal()).money(debt.carried()).date(debt.since());
    }

    private static Debt readDebt(FormReader in) {
        return new Debt(in.money(), in.money(), in.date());
    }

    static void writeSettling(FormWriter out, Settling settling) {
        StateForms.write(out, settling.from());
        out.list(settling.attempts(), PositionForms::writeSigned)
                .list(settling.earlier(), FormWriter::hash)
                .optional(settling.counted(), FormWriter::hash)
                .optional(settling.lostSince(), FormWriter::moment);
    }

    static Settling readSettling(FormReader in) {
        return new Settling(
                StateForms.read(in),
                in.list(PositionForms::readSigned),
                ImmutableSet.copyOf(in.list(FormReader::hash)),
                in.optional(FormReader::hash),
                in.optional(FormReader::moment));
    }

    static void writeSigned(FormWriter out, SignedSettlement signed) {
        IntentForms.ALL.write(out.hash(signed.txid()), signed.intent());
        out.list(signed.spent(), PositionForms::writeCoin)
                .coin(signed.toLender())
                .coin(signed.fee())
                .number(signed.lockTime());
    }

    static SignedSettlement readSigned(FormReader in) {
        return new SignedSettlement(
                in.hash(),
                IntentForms.ALL.read(in),
                in.list(PositionForms::readCoin),
                in.coin(),
                in.coin(),
                in.number());
    }
}
