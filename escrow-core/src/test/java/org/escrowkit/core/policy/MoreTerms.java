package org.escrowkit.core.policy;

import java.util.List;
import java.util.Optional;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.ReleaseRule;

/** Terms that differ from the fixture's in one rule of the margin. */
final class MoreTerms {
    private MoreTerms() {}

    /** Instead of the margin call a notice. */
    static LoanTerms withNotice(LoanTerms terms) {
        MarginTier call = terms.margin().tiers().get(0);
        MarginTier notice = new MarginTier(call.threshold(), call.cure(), Optional.empty());
        return with(terms, List.of(notice), terms.margin().release());
    }

    static LoanTerms withoutRelease(LoanTerms terms) {
        return with(terms, terms.margin().tiers(), Optional.empty());
    }

    static MarginRules withoutDwell(LoanTerms terms) {
        MarginRules was = terms.margin();
        return new MarginRules(
                was.initial(),
                was.tiers(),
                was.liquidation(),
                Dwell.NONE,
                was.penalty(),
                was.liquidateTo(),
                was.release(),
                was.veto());
    }

    private static LoanTerms with(LoanTerms terms, List<MarginTier> tiers, Optional<ReleaseRule> release) {
        MarginRules was = terms.margin();
        var margin = new MarginRules(
                was.initial(),
                tiers,
                was.liquidation(),
                was.dwell(),
                was.penalty(),
                was.liquidateTo(),
                release,
                was.veto());
        return terms.amend().version(terms.version()).margin(margin).build();
    }
}
