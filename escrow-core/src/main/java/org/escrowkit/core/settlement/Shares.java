package org.escrowkit.core.settlement;

import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.MarginMath;
import org.escrowkit.core.loan.SettlementIntent;

/**
 * Who gets how much of the collateral. Each intent says who has which claim, and whose claims pay the fee, one after
 * the other. What is left of a claim must be an output that nodes relay; only a surplus of the borrower that is too
 * small for that goes to the miners.
 */
final class Shares {
    private final SettlementQuestion question;
    private final Coin total;
    private final Coin fee;
    private final EnumMap<Share, Coin> amounts = new EnumMap<>(Share.class);
    private final List<Share> bearers = new ArrayList<>();
    private boolean folds;

    private Shares(SettlementQuestion question, Coin fee) {
        this.question = question;
        this.total = question.total();
        this.fee = fee;
    }

    /** @throws SettlementException if no standard transaction with this fee, or a higher one, can express it */
    static Shares of(SettlementQuestion question, Coin fee) {
        if (fee.isNegative()) {
            throw new SettlementException("more is paid out than is spent");
        }
        Shares shares = new Shares(question, fee);
        shares.claim(question.intent());
        shares.charge();
        shares.fold();
        shares.requirePayable();
        return shares;
    }

    /** What each output pays; none pays nothing. */
    Map<Share, Coin> amounts() {
        return Maps.immutableEnumMap(amounts);
    }

    /** Whose output is lower by each satoshi of fee more. */
    Share bearer() {
        List<Share> paid = bearers.stream().filter(amounts::containsKey).toList();
        return paid.stream()
                .filter(share -> spare(share).isPositive())
                .findFirst()
                .orElse(paid.get(0));
    }

    private void claim(SettlementIntent intent) {
        if (intent instanceof SettlementIntent.PartialRelease release) {
            divide(Share.BORROWER, release.excess(), Share.NEXT_ESCROW);
            bearers.add(Share.BORROWER);
        } else if (intent instanceof SettlementIntent.Consolidation) {
            amounts.put(Share.NEXT_ESCROW, total);
            bearers.add(Share.NEXT_ESCROW);
        } else if (intent instanceof SettlementIntent.Liquidation liquidation) {
            liquidate(liquidation);
        } else if (intent instanceof SettlementIntent.PartialLiquidation liquidation) {
            divide(Share.LENDER, leastSale(liquidation), Share.NEXT_ESCROW);
            bearers.add(Share.NEXT_ESCROW);
        } else if (intent instanceof SettlementIntent.AwardSplit split) {
            award(split);
        } else {
            amounts.put(Share.BORROWER, total);
            bearers.add(Share.BORROWER);
        }
    }

    private void divide(Share one, Coin amount, Share other) {
        amounts.put(one, amount);
        amounts.put(other, total.subtract(amount));
    }

    private void liquidate(SettlementIntent.Liquidation liquidation) {
        Coin due = payable(liquidation.due());
        divide(Share.LENDER, due.isGreaterThan(total) ? total : due, Share.BORROWER);
        folds = true;
        boolean lenderFirst = question.terms().fees().bearer() == FeeBearer.LENDER && !isDust(Share.BORROWER);
        // A surplus that nobody can be paid bears the fee before the lender does: it is lost anyway.
        bearers.addAll(lenderFirst ? List.of(Share.LENDER, Share.BORROWER) : List.of(Share.BORROWER, Share.LENDER));
    }

    /** What is due to the lender, or the least that nodes relay: a loan that owes next to nothing must end, too. */
    private Coin payable(Coin due) {
        Coin least = dustLimit(Share.LENDER);
        return due.isLessThan(least) ? least : due;
    }

    private Coin leastSale(SettlementIntent.PartialLiquidation liquidation) {
        Coin sale = MarginMath.leastSale(
                        liquidation.owed(),
                        total,
                        fee.isGreaterThan(total) ? total : fee,
                        liquidation.price(),
                        liquidation.penalty(),
                        liquidation.target())
                .orElseThrow(() -> new SettlementException("no sale brings the loan back to " + liquidation.target()
                        + ": only a liquidation of all does"));
        return sale.isPositive() ? payable(sale) : sale;
    }

    private void award(SettlementIntent.AwardSplit split) {
        Coin rest = total.subtract(split.toLender()).subtract(split.toArbiter());
        if (rest.isNegative()) {
            throw new SettlementException("the award is of more than " + total.value + " sat");
        }
        if (split.toLender().isPositive()) {
            amounts.put(Share.LENDER, split.toLender());
        }
        if (split.toArbiter().isPositive()) {
            amounts.put(Share.ARBITER, split.toArbiter());
        }
        amounts.put(Share.BORROWER, rest);
        folds = true;
        bearers.addAll(List.of(Share.BORROWER, Share.LENDER, Share.ARBITER));
    }

    private void charge() {
        Coin open = fee;
        for (Share bearer : bearers) {
            Coin spare = spare(bearer);
            Coin paid = spare.isLessThan(open) ? spare : open;
            amounts.computeIfPresent(bearer, (who, claim) -> claim.subtract(paid));
            open = open.subtract(paid);
        }
        if (open.isPositive()) {
            throw new SettlementException("a fee of " + fee.value + " sat takes more than all");
        }
    }

    /** What a share can pay of the fee: a lender who bears it before the borrower's surplus does is paid something. */
    private Coin spare(Share bearer) {
        Coin share = amounts.getOrDefault(bearer, Coin.ZERO);
        boolean keepsLeast = bearer == Share.LENDER && bearers.get(0) == Share.LENDER;
        Coin spare = keepsLeast ? share.subtract(dustLimit(bearer)) : share;
        return spare.isNegative() ? Coin.ZERO : spare;
    }

    private void fold() {
        if (folds && isDust(Share.BORROWER)) {
            amounts.remove(Share.BORROWER);
        }
    }

    private void requirePayable() {
        if (amounts.isEmpty()) {
            throw new SettlementException("nothing is left to pay out");
        }
        amounts.forEach((share, amount) -> {
            if (isDust(share)) {
                throw new SettlementException(share + " would get " + amount.value + " sat, which is dust or less");
            }
        });
        Coin kept = amounts.getOrDefault(Share.NEXT_ESCROW, Coin.ZERO);
        Coin least = question.terms().deposits().leastValue();
        if (amounts.containsKey(Share.NEXT_ESCROW) && kept.isLessThan(least)) {
            throw new SettlementException("only " + kept.value + " sat would stay with the loan, where less than "
                    + least.value + " sat does not count");
        }
    }

    private boolean isDust(Share share) {
        return amounts.getOrDefault(share, Coin.ZERO).isLessThan(dustLimit(share));
    }

    private Coin dustLimit(Share share) {
        return Scripts.dustLimit(question.script(share));
    }
}
