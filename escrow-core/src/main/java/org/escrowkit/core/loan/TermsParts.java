package org.escrowkit.core.loan;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.LegacyAddress;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.form.Choice;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.DerivationPath;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.ledger.Confirmations;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;

/** How the components of terms are written. */
final class TermsParts {
    /** So many addresses are derived in some 20 ms. */
    private static final int MOST_ADDRESSES = 255;

    private static final int XPUB_SIZE = 78;

    private static final int MOST_SCRIPT_BYTES = 42;
    private static final ByteString P2PKH_BEGIN = ByteString.ofHex("76a914");
    private static final ByteString P2PKH_END = ByteString.ofHex("88ac");
    private static final ByteString P2SH_BEGIN = ByteString.ofHex("a914");
    private static final ByteString P2SH_END = ByteString.ofHex("87");
    private static final int HASH160_SIZE = 20;

    private static final List<DayCount> DAY_COUNTS =
            List.of(DayCount.ACTUAL_360, DayCount.ACTUAL_365_FIXED, DayCount.THIRTY_E_360);

    private static final List<FeeBearer> FEE_BEARERS = List.of(FeeBearer.BORROWER, FeeBearer.LENDER);

    static final Choice<Interest> INTEREST = new Choice<>(
            "interest",
            List.of(
                    Choice.Kind.of(1, new Interest.None()),
                    new Choice.Kind<>(
                            2,
                            Interest.SimpleAnnual.class,
                            (out, simple) -> out.plainDecimal(simple.rate()).tag(DAY_COUNTS.indexOf(simple.dayCount())),
                            in -> new Interest.SimpleAnnual(in.decimal(), oneOf(DAY_COUNTS, in))),
                    new Choice.Kind<>(
                            3,
                            Interest.Instalments.class,
                            (out, parts) -> out.list(
                                    parts.schedule(),
                                    (each, part) -> each.date(part.due()).plainMoney(part.amount())),
                            in -> new Interest.Instalments(
                                    in.list(each -> new Instalment(each.date(), each.plainMoney())))),
                    Choice.Kind.of(4, new Interest.Statements())));

    private TermsParts() {}

    static <T> T oneOf(List<T> known, FormReader in) {
        int tag = in.tag();
        if (tag >= known.size()) {
            throw in.malformed(tag + " stands for nothing");
        }
        return known.get(tag);
    }

    static <T> T of(Map<Role, T> map, Role role) {
        return Objects.requireNonNull(map.get(role));
    }

    static <T> Map<Role, T> byRole(FormReader in, Function<FormReader, T> read) {
        ImmutableMap.Builder<Role, T> map = ImmutableMap.builder();
        for (Role role : TermsCodec.ROLES) {
            map.put(role, read.apply(in));
        }
        return map.buildOrThrow();
    }

    static void writeEscrows(FormWriter out, Escrows escrows) {
        for (Role role : TermsCodec.ROLES) {
            AccountKey account = escrows.vault().account(role);
            out.raw(account.origin().fingerprint());
            out.list(account.origin().path().steps(), FormWriter::step);
            out.raw(ByteString.of(account.xpub().serialize()));
        }
        int count = escrows.addresses().size();
        if (count > MOST_ADDRESSES) {
            throw new IllegalArgumentException("more than " + MOST_ADDRESSES + " addresses of one loan");
        }
        out.number(escrows.first().index()).tag(count);
    }

    static Escrows readEscrows(FormReader in, BitcoinNetwork network) {
        Map<Role, AccountKey> accounts = byRole(in, TermsParts::readAccount);
        Vault vault =
                new Vault(network, of(accounts, Role.BORROWER), of(accounts, Role.LENDER), of(accounts, Role.ARBITER));
        int first = in.number();
        int count = in.tag();
        if (count == 0 || first > Integer.MAX_VALUE - count + 1) {
            throw in.malformed(count + " addresses from " + first + " on");
        }
        return Escrows.of(vault, first, count);
    }

    private static AccountKey readAccount(FormReader in) {
        ByteString fingerprint = in.raw(KeyOrigin.FINGERPRINT_SIZE);
        DerivationPath path = new DerivationPath(in.list(FormReader::step));
        return new AccountKey(new KeyOrigin(fingerprint, path), ExtendedPublicKey.parse(in.raw(XPUB_SIZE)));
    }

    static void writeDeadlines(FormWriter out, Deadlines deadlines) {
        out.second(deadlines.start())
                .second(deadlines.fundBy())
                .second(deadlines.disburseBy())
                .second(deadlines.maturity())
                .span(deadlines.grace());
    }

    static Deadlines readDeadlines(FormReader in) {
        return new Deadlines(in.second(), in.second(), in.second(), in.second(), in.span());
    }

    static void writeDeposits(FormWriter out, DepositPolicy deposits) {
        out.list(
                        deposits.confirmations().tiers(),
                        (some, tier) -> some.coin(tier.from()).number(tier.blocks()))
                .coin(deposits.leastValue());
    }

    static DepositPolicy readDeposits(FormReader in) {
        List<Confirmations.Tier> tiers = in.list(some -> new Confirmations.Tier(some.coin(), some.number()));
        return new DepositPolicy(new Confirmations(tiers), in.coin());
    }

    static void writePrices(FormWriter out, PriceRules prices) {
        out.list(
                        prices.sources().entrySet(),
                        (some, source) -> some.text(source.getKey()).raw(source.getValue()))
                .number(prices.quorum())
                .span(prices.maxAge())
                .plainDecimal(prices.maxDeviation());
    }

    static PriceRules readPrices(FormReader in) {
        List<Map.Entry<String, ByteString>> sources =
                in.list(some -> Map.entry(some.text(), some.raw(PriceRules.KEY_SIZE)));
        return new PriceRules(ImmutableMap.copyOf(sources), in.number(), in.span(), in.decimal());
    }

    static void writePayouts(FormWriter out, Payouts payouts) {
        out.bytes(Scripts.of(payouts.borrower()))
                .bytes(Scripts.of(payouts.lender()))
                .optional(payouts.arbiter(), (some, address) -> some.bytes(Scripts.of(address)));
    }

    static Payouts readPayouts(FormReader in, BitcoinNetwork network) {
        return new Payouts(
                readAddress(in, network), readAddress(in, network), in.optional(some -> readAddress(some, network)));
    }

    private static Address readAddress(FormReader in, BitcoinNetwork network) {
        ByteString script = in.bytes(MOST_SCRIPT_BYTES);
        if (wraps(P2PKH_BEGIN, script, P2PKH_END)) {
            return LegacyAddress.fromPubKeyHash(network, hash160(script, P2PKH_BEGIN));
        }
        if (wraps(P2SH_BEGIN, script, P2SH_END)) {
            return LegacyAddress.fromScriptHash(network, hash160(script, P2SH_BEGIN));
        }
        return Scripts.segwitAddress(script, network)
                .orElseThrow(() -> in.malformed("no address stands for the script " + script));
    }

    private static boolean wraps(ByteString begin, ByteString script, ByteString end) {
        int size = script.size();
        return size == begin.size() + HASH160_SIZE + end.size()
                && script.slice(0, begin.size()).equals(begin)
                && script.slice(size - end.size(), size).equals(end);
    }

    private static byte[] hash160(ByteString script, ByteString begin) {
        return script.slice(begin.size(), begin.size() + HASH160_SIZE).toByteArray();
    }

    static void writeFees(FormWriter out, FeeBounds fees) {
        out.int64(fees.floor().satsPerKwu())
                .int64(fees.ceiling().satsPerKwu())
                .coin(fees.most())
                .plainDecimal(fees.share())
                .tag(FEE_BEARERS.indexOf(fees.bearer()));
    }

    static FeeBounds readFees(FormReader in) {
        return new FeeBounds(
                new FeeRate(in.int64()), new FeeRate(in.int64()), in.coin(), in.decimal(), oneOf(FEE_BEARERS, in));
    }
}
