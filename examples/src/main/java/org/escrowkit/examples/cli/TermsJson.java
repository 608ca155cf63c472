package org.escrowkit.examples.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.Deadlines;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Interest;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Payouts;
import org.escrowkit.core.loan.PriceRules;
import org.escrowkit.core.vault.Role;

/** Terms as {@link TermsFile} reads them, with every field. */
final class TermsJson {
    private TermsJson() {}

    static Map<String, Object> of(LoanTerms terms) {
        Map<String, Object> vault = new LinkedHashMap<>();
        Map<String, Object> contractKeys = new LinkedHashMap<>();
        Arrays.stream(Role.values()).forEach(role -> {
            vault.put(Names.of(role), terms.escrows().vault().account(role));
            contractKeys.put(
                    Names.of(role), Objects.requireNonNull(terms.contractKeys().get(role)));
        });
        return Json.object(
                "version", terms.version(),
                "chain", Names.of(terms.chain()),
                "vault", vault,
                "first_address_index", terms.loanNumber(),
                "address_count", terms.escrows().addresses().size(),
                "contract_keys", contractKeys,
                "principal", terms.principal(),
                "required_collateral_sat", terms.requiredCollateral(),
                "interest", interest(terms.interest()),
                "deadlines", deadlines(terms.deadlines()),
                "deposits", deposits(terms.deposits()),
                "margin", TermsMargin.fields(terms.margin()),
                "prices", prices(terms.prices()),
                "payouts", payouts(terms.payouts()),
                "payout_delay", terms.payoutDelay(),
                "fees", fees(terms.fees()));
    }

    private static Map<String, Object> interest(Interest interest) {
        if (interest instanceof Interest.SimpleAnnual simple) {
            return Json.object(
                    "kind", "simple",
                    "percent_per_year", TermsMargin.percent(simple.rate()),
                    "day_count", Names.of(simple.dayCount()));
        } else if (interest instanceof Interest.Instalments parts) {
            return Json.object(
                    "kind",
                    "instalments",
                    "schedule",
                    parts.schedule().stream()
                            .map(part -> Json.object("due", part.due(), "amount", part.amount()))
                            .toList());
        }
        return Json.object("kind", interest instanceof Interest.Statements ? "statements" : "none");
    }

    private static Map<String, Object> deadlines(Deadlines deadlines) {
        return Json.object(
                "start", deadlines.start(),
                "fund_by", deadlines.fundBy(),
                "disburse_by", deadlines.disburseBy(),
                "maturity", deadlines.maturity(),
                "grace", deadlines.grace());
    }

    private static Map<String, Object> deposits(DepositPolicy deposits) {
        return Json.object(
                "confirmations",
                deposits.confirmations().tiers().stream()
                        .map(tier -> Json.object("from_sat", tier.from(), "blocks", tier.blocks()))
                        .toList(),
                "least_value_sat",
                deposits.leastValue());
    }

    private static Map<String, Object> prices(PriceRules prices) {
        return Json.object(
                "sources", prices.sources(),
                "quorum", prices.quorum(),
                "max_age", prices.maxAge(),
                "max_deviation_percent", TermsMargin.percent(prices.maxDeviation()));
    }

    private static Map<String, Object> payouts(Payouts payouts) {
        return Json.object(
                "borrower", payouts.borrower(),
                "lender", payouts.lender(),
                "arbiter", payouts.arbiter());
    }

    private static Map<String, Object> fees(FeeBounds fees) {
        return Json.object(
                "floor_sat_per_vb", rate(fees.floor()),
                "ceiling_sat_per_vb", rate(fees.ceiling()),
                "most_sat", fees.most(),
                "most_percent", TermsMargin.percent(fees.share()),
                "bearer", Names.of(fees.bearer()));
    }

    private static String rate(FeeRate rate) {
        return rate.toSatsPerVb().stripTrailingZeros().toPlainString();
    }
}
