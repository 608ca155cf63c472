package org.escrowkit.examples.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.bitcoinj.base.Address;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.ledger.Confirmations;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.DayCount;
import org.escrowkit.core.loan.Deadlines;
import org.escrowkit.core.loan.Escrows;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Instalment;
import org.escrowkit.core.loan.Interest;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.LoanTermsBuilder;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.PriceRules;
import org.escrowkit.core.vault.Addresses;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.wallet.node.JsonException;
import org.escrowkit.wallet.node.JsonValue;

/**
 * Terms as a person writes them: JSON, strictly. Amounts of bitcoin are whole satoshis, other money and percentages are
 * texts, times and spans are those of ISO 8601. What {@link LoanTermsBuilder} has a usual value for may be left out.
 */
final class TermsFile {
    private TermsFile() {}

    static LoanTerms parse(Path file, ByteString json) {
        try {
            return StrictJson.read(JsonValue.parse(json.toByteArray()), TermsFile::terms);
        } catch (JsonException | IllegalArgumentException refused) {
            throw Failure.refused(
                            file + " holds no terms: " + refused.getMessage(),
                            "Correct it; docs/command-line.md has an example with every field.")
                    .because(refused);
        }
    }

    private static LoanTerms terms(StrictJson json) {
        Chain chain = json.text("chain", name -> Chain.valueOf(constant(name)));
        Vault vault = json.object(
                "vault",
                keys -> new Vault(
                        chain.network(),
                        keys.text("borrower", AccountKey::parse),
                        keys.text("lender", AccountKey::parse),
                        keys.text("arbiter", AccountKey::parse)));
        Map<Role, ByteString> contractKeys = new EnumMap<>(Role.class);
        StrictJson.texts(json.get("contract_keys"), ByteString::ofHex)
                .forEach((name, key) -> contractKeys.put(LoanReport.role(name), key));
        LoanTermsBuilder terms = LoanTerms.builder(
                chain,
                Escrows.of(
                        vault,
                        json.get("first_address_index").asInt(),
                        json.get("address_count").asInt()),
                contractKeys,
                json.text("principal", Money::parse),
                json.satoshis("required_collateral_sat"),
                json.object("margin", TermsMargin::read),
                json.object("deadlines", TermsFile::deadlines),
                json.object("payouts", payouts -> payouts(payouts, chain)));
        json.find("version").ifPresent(version -> terms.version(version.asInt()));
        json.find("interest").ifPresent(interest -> terms.interest(StrictJson.read(interest, TermsFile::interest)));
        json.find("deposits").ifPresent(deposits -> terms.deposits(StrictJson.read(deposits, TermsFile::deposits)));
        json.find("prices").ifPresent(prices -> terms.prices(StrictJson.read(prices, TermsFile::prices)));
        json.optional("payout_delay", Duration::parse).ifPresent(terms::payoutDelay);
        json.find("fees").ifPresent(fees -> terms.fees(StrictJson.read(fees, TermsFile::fees)));
        return terms.build();
    }

    private static String constant(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    private static Deadlines deadlines(StrictJson json) {
        return new Deadlines(
                json.text("start", Instant::parse),
                json.text("fund_by", Instant::parse),
                json.text("disburse_by", Instant::parse),
                json.text("maturity", Instant::parse),
                json.text("grace", Duration::parse));
    }

    private static Payouts payouts(StrictJson json, Chain chain) {
        return new Payouts(
                json.text("borrower", text -> address(text, chain)),
                json.text("lender", text -> address(text, chain)),
                json.optional("arbiter", text -> address(text, chain)));
    }

    private static Address address(String text, Chain chain) {
        return Addresses.parse(text, chain.network());
    }

    private static Interest interest(StrictJson json) {
        String kind = json.get("kind").asString();
        return switch (kind) {
            case "none" -> new Interest.None();
            case "simple" ->
                new Interest.SimpleAnnual(
                        json.text("percent_per_year", TermsMargin::share),
                        json.text("day_count", name -> DayCount.valueOf(constant(name))));
            case "instalments" ->
                new Interest.Instalments(json.list(
                        "schedule",
                        part -> new Instalment(part.text("due", LocalDate::parse), part.text("amount", Money::parse))));
            case "statements" -> new Interest.Statements();
            default ->
                throw new IllegalArgumentException("interest is none, simple, instalments or statements, not " + kind);
        };
    }

    private static DepositPolicy deposits(StrictJson json) {
        return new DepositPolicy(
                new Confirmations(json.list(
                        "confirmations",
                        tier -> new Confirmations.Tier(
                                tier.satoshis("from_sat"), tier.get("blocks").asInt()))),
                json.satoshis("least_value_sat"));
    }

    private static PriceRules prices(StrictJson json) {
        return new PriceRules(
                StrictJson.texts(json.get("sources"), ByteString::ofHex),
                json.get("quorum").asInt(),
                json.text("max_age", Duration::parse),
                json.text("max_deviation_percent", TermsMargin::share));
    }

    private static FeeBounds fees(StrictJson json) {
        return new FeeBounds(
                json.text("floor_sat_per_vb", TermsFile::rate),
                json.text("ceiling_sat_per_vb", TermsFile::rate),
                json.satoshis("most_sat"),
                json.text("most_percent", TermsMargin::share),
                json.text("bearer", name -> FeeBearer.valueOf(constant(name))));
    }

    private static FeeRate rate(String satsPerVb) {
        return FeeRate.ofSatsPerVb(new BigDecimal(satsPerVb));
    }
}
