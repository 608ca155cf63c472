package org.escrowkit.core.loan;

import static org.escrowkit.core.TestLoans.VAULT;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.payout;
import static org.escrowkit.core.TestLoans.sourceKey;
import static org.escrowkit.core.TestLoans.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableMap;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.LegacyAddress;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.SegwitAddress;
import org.escrowkit.core.TestLoans;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.ledger.Confirmations;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.junit.jupiter.api.Test;

class TermsCodecTest {
    private static final LoanTerms TERMS = FormSamples.TERMS;

    @Test
    void termsOfEveryKindReadAsTheyDidWhenTheyWereSigned() {
        Map<String, String> made = new TreeMap<>();
        FormSamples.ALL_TERMS.forEach((name, terms) -> {
            ByteString bytes = TermsCodec.encode(terms);
            assertEquals(terms, TermsCodec.decode(bytes), name);
            made.put(
                    name + ".hex", bytes.toHex() + "\n" + TermsCodec.hash(terms).toHex() + "\n");
        });
        Golden.check(Path.of("src/test/resources/golden/terms-1"), made);
    }

    @Test
    void equalAmountsHaveOneForm() {
        ByteString bytes = TermsCodec.encode(with("principal", usd("30000")));
        assertEquals(bytes, TermsCodec.encode(with("principal", usd("30000.000"))));
        assertEquals(usd("30000.00"), TermsCodec.decode(bytes).principal());
    }

    /** Each component, and each part of one, changed alone. */
    @Test
    void anyChangedComponentChangesTheHash() {
        Map<String, List<LoanTerms>> changed = ImmutableMap.<String, List<LoanTerms>>builder()
                .put("version", List.of(with("version", 2)))
                .put("chain", List.of())
                .put(
                        "escrows",
                        List.of(
                                with("escrows", Escrows.of(VAULT, 8, 3)),
                                with("escrows", Escrows.of(VAULT, 7, 4)),
                                with("escrows", Escrows.of(swapped(), 7, 3))))
                .put("contractKeys", List.of(with("contractKeys", rotated())))
                .put("principal", List.of(with("principal", usd("30000.01"))))
                .put(
                        "interest",
                        List.of(
                                interest(new Interest.None()),
                                interest(new Interest.Statements()),
                                interest(simple("0.1250001", DayCount.ACTUAL_365_FIXED)),
                                interest(simple("0.125", DayCount.ACTUAL_360)),
                                interest(simple("0.125", DayCount.THIRTY_E_360)),
                                interest(instalment(1, "100")),
                                interest(instalment(2, "100")),
                                interest(instalment(1, "100.01"))))
                .put("deadlines", deadlines())
                .put("requiredCollateral", List.of(with("requiredCollateral", Coin.COIN.subtract(Coin.SATOSHI))))
                .put("deposits", deposits())
                .put("margin", margins())
                .put("prices", prices())
                .put("payouts", payouts())
                .put("payoutDelay", List.of(with("payoutDelay", Duration.ofDays(4))))
                .put("fees", fees())
                .buildOrThrow();
        assertEquals(names(LoanTerms.class), List.copyOf(changed.keySet()));
        Set<ByteString> hashes = new HashSet<>(Set.of(TermsCodec.hash(TERMS)));
        changed.forEach((name, variants) -> variants.forEach(terms -> {
            assertEquals(terms, TermsCodec.decode(TermsCodec.encode(terms)), name);
            assertTrue(hashes.add(TermsCodec.hash(terms)), () -> name + " does not change the hash: " + terms);
        }));
        assertEquals(55, hashes.size());
    }

    /** A chain cannot change alone: the vault and the payouts belong to it. Here its byte does. */
    @Test
    void anotherChainIsOtherTerms() {
        ByteString bytes = TermsCodec.encode(TERMS);
        assertEquals(4, bytes.at(2));
        for (int chain = 0; chain < 256; chain++) {
            byte[] other = bytes.toByteArray();
            other[2] = (byte) chain;
            if (chain == 1 || chain == 2 || chain == 3) {
                LoanTerms terms = TermsCodec.decode(ByteString.of(other));
                assertNotEquals(TERMS.chain(), terms.chain());
                assertNotEquals(TermsCodec.hash(TERMS), TermsCodec.hash(terms));
            } else if (chain != 4) {
                assertThrows(MalformedException.class, () -> TermsCodec.decode(ByteString.of(other)));
            }
        }
    }

    @Test
    void aFractionOfASecondIsRefused() {
        Deadlines fraction = new Deadlines(day(0), day(2).plusNanos(1), day(3), day(365), Duration.ofDays(5));
        assertThrows(IllegalArgumentException.class, () -> TermsCodec.encode(with("deadlines", fraction)));
        LoanTerms delayed = with("payoutDelay", Duration.ofMillis(1));
        assertThrows(IllegalArgumentException.class, () -> TermsCodec.encode(delayed));
    }

    @Test
    void p4BytesBehindTermsAreRefused() {
        ByteString bytes = TermsCodec.encode(TERMS).plus(0);
        String message = refusal(bytes);
        assertTrue(message.startsWith("loan terms, end: 1 bytes too many"), message);
    }

    @Test
    void p5TruncatedTermsAreRefusedWhereverTheyEnd() {
        for (LoanTerms terms : FormSamples.ALL_TERMS.values()) {
            ByteString bytes = TermsCodec.encode(terms);
            for (int i = 0; i < bytes.size(); i++) {
                refusal(bytes.slice(0, i));
            }
        }
    }

    /** P11: each single bit that is turned is refused, or makes other terms with another hash. */
    @Test
    void noBitOfTheFormIsIdle() {
        ByteString bytes = TermsCodec.encode(TERMS);
        int accepted = 0;
        for (int bit = 0; bit < 8 * bytes.size(); bit++) {
            byte[] turned = bytes.toByteArray();
            turned[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                LoanTerms other = TermsCodec.decode(ByteString.of(turned));
                assertNotEquals(TERMS, other);
                assertNotEquals(TermsCodec.hash(TERMS), TermsCodec.hash(other));
                accepted++;
            } catch (MalformedException refused) {
                assertTrue(refused.subject().startsWith("loan terms"), refused::toString);
            }
        }
        assertTrue(accepted > 100, "only " + accepted + " accepted");
    }

    @Test
    void theRefusalNamesTheComponent() {
        ByteString bytes = TermsCodec.encode(TERMS);
        String hex = bytes.toHex();
        String usd = "555344";
        assertTrue(refusal(ByteString.ofHex(hex.replace(usd, "555a5a"))).startsWith("loan terms, principal: "));
        String first = "086269747374616d70" + TestLoans.sourceKey("bitstamp").toHex();
        String second = "066b72616b656e" + TestLoans.sourceKey("kraken").toHex();
        assertTrue(hex.contains(first + second));
        String unsorted = hex.replace(first + second, second + first);
        assertEquals(
                "loan terms: not in the one form that its value has at offset 0", refusal(ByteString.ofHex(unsorted)));
    }

    @Test
    void moreThanTermsCanHoldIsNotLookedAt() {
        ByteString huge = ByteString.of(new byte[TermsCodec.MOST_BYTES + 1]);
        assertTrue(refusal(huge).contains("more than 100000"));
        LoanTerms many = with("escrows", Escrows.of(VAULT, 0, 256));
        assertThrows(IllegalArgumentException.class, () -> TermsCodec.encode(many));
    }

    private static String refusal(ByteString bytes) {
        return assertThrows(MalformedException.class, () -> TermsCodec.decode(bytes))
                .toString()
                .replaceFirst("^.*MalformedException: ", "");
    }

    private static Vault swapped() {
        return new Vault(VAULT.network(), VAULT.lender(), VAULT.borrower(), VAULT.arbiter());
    }

    private static Map<Role, ByteString> rotated() {
        return Map.of(
                Role.BORROWER, TestLoans.contractKey(Role.LENDER),
                Role.LENDER, TestLoans.contractKey(Role.ARBITER),
                Role.ARBITER, TestLoans.contractKey(Role.BORROWER));
    }

    private static LoanTerms interest(Interest interest) {
        return with("interest", interest);
    }

    private static Interest simple(String rate, DayCount dayCount) {
        return new Interest.SimpleAnnual(new BigDecimal(rate), dayCount);
    }

    private static Interest instalment(int day, String amount) {
        return new Interest.Instalments(List.of(new Instalment(Deadlines.day(day(day)), usd(amount))));
    }

    private static List<LoanTerms> deadlines() {
        return List.of(
                with("deadlines", new Deadlines(day(1), day(2), day(3), day(365), Duration.ofDays(5))),
                with("deadlines", new Deadlines(day(0), day(3), day(3), day(365), Duration.ofDays(5))),
                with("deadlines", new Deadlines(day(0), day(2), day(4), day(365), Duration.ofDays(5))),
                with("deadlines", new Deadlines(day(0), day(2), day(3), day(366), Duration.ofDays(5))),
                with("deadlines", new Deadlines(day(0), day(2), day(3), day(365), Duration.ZERO)));
    }

    private static List<LoanTerms> deposits() {
        return List.of(
                with("deposits", DepositPolicy.of(4, Coin.COIN)),
                with(
                        "deposits",
                        DepositPolicy.of(Confirmations.byValue(Map.of(Coin.SATOSHI, 3, Coin.CENT, 6)), Coin.COIN)),
                with("deposits", DepositPolicy.of(3, Coin.COIN.multiply(2))));
    }

    private static List<LoanTerms> margins() {
        MarginRules rules = TERMS.margin();
        List<MarginTier> fewer = rules.tiers().subList(1, rules.tiers().size());
        MarginTier first = rules.tiers().get(0);
        List<MarginTier> windowed = List.of(
                new MarginTier(first.threshold(), first.cure(), Optional.of(Duration.ofHours(1))),
                rules.tiers().get(3));
        Optional<ReleaseRule> release = Optional.of(new ReleaseRule(Ltv.ofPercent("30"), Ltv.ofPercent("40")));
        return List.of(
                margin("initial", Ltv.ofPercent("39")),
                margin("tiers", List.of()),
                margin("tiers", fewer),
                margin("tiers", windowed),
                margin("liquidation", Ltv.ofPercent("92")),
                margin("dwell", new Dwell(2, Duration.ZERO)),
                margin("dwell", new Dwell(1, Duration.ofSeconds(1))),
                margin("penalty", new BigDecimal("0.01")),
                margin("liquidateTo", Optional.empty()),
                margin("liquidateTo", Optional.of(Ltv.ofPercent("60"))),
                margin("release", Optional.empty()),
                margin("release", release),
                margin("release", Optional.of(new ReleaseRule(Ltv.ofPercent("30"), Ltv.ofPercent("39")))));
    }

    private static LoanTerms margin(String component, Object value) {
        return with("margin", with(TERMS.margin(), component, value));
    }

    private static List<LoanTerms> prices() {
        return List.of(
                with(
                        "prices",
                        with(
                                TERMS.prices(),
                                "sources",
                                Map.of("kraken", sourceKey("kraken"), "bitstamp", sourceKey("bitfinex")))),
                with("prices", with(TERMS.prices(), "quorum", 1)),
                with("prices", with(TERMS.prices(), "maxAge", Duration.ofMinutes(59))),
                with("prices", with(TERMS.prices(), "maxDeviation", new BigDecimal("0.02"))));
    }

    private static List<LoanTerms> payouts() {
        byte[] program = new byte[32];
        program[0] = 1;
        return List.of(
                paying("borrower", payout("somebody", ScriptType.P2PKH)),
                paying("borrower", payout("somebody", ScriptType.P2WPKH)),
                paying("borrower", SegwitAddress.fromProgram(BitcoinNetwork.REGTEST, 0, program)),
                paying("borrower", SegwitAddress.fromProgram(BitcoinNetwork.REGTEST, 1, program)),
                paying("borrower", LegacyAddress.fromScriptHash(BitcoinNetwork.REGTEST, Arrays.copyOf(program, 20))),
                paying("lender", payout("somebody", ScriptType.P2PKH)),
                paying("arbiter", Optional.of(payout("somebody", ScriptType.P2PKH))),
                paying("arbiter", Optional.empty()));
    }

    private static LoanTerms paying(String whose, Object address) {
        return with("payouts", with(TERMS.payouts(), whose, address));
    }

    private static List<LoanTerms> fees() {
        return List.of(
                with("fees", with(TERMS.fees(), "floor", FeeRate.ofSatsPerVb(2))),
                with("fees", with(TERMS.fees(), "ceiling", FeeRate.ofSatsPerVb(301))),
                with("fees", with(TERMS.fees(), "most", Coin.valueOf(500_001))),
                with("fees", with(TERMS.fees(), "share", new BigDecimal("0.051"))),
                with("fees", with(TERMS.fees(), "bearer", FeeBearer.BORROWER)));
    }

    private static LoanTerms with(String component, Object value) {
        return with(TERMS, component, value);
    }

    /** The record with another value of one component. */
    private static <R extends Record> R with(R record, String component, Object value) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        boolean found = false;
        try {
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                boolean changed = components[i].getName().equals(component);
                found |= changed;
                values[i] = changed ? value : components[i].getAccessor().invoke(record);
            }
            assertTrue(found, component);
            @SuppressWarnings("unchecked")
            Constructor<R> constructor = (Constructor<R>) record.getClass().getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException broken) {
            throw new LinkageError(component, broken);
        }
    }

    private static List<String> names(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
