package org.escrowkit.core.psbt;

import com.google.common.math.LongMath;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.SpendWeight;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.PsbtExplanation.Fee;
import org.escrowkit.core.psbt.PsbtExplanation.Payment;
import org.escrowkit.core.psbt.PsbtExplanationContext.FeeLimits;
import org.escrowkit.core.psbt.PsbtExplanationContext.Party;

/** One explanation in the making. */
final class PsbtExplainer {
    private final Psbt psbt;
    private final Transaction unsigned;
    private final PsbtExplanationContext context;
    private final PsbtOddities oddities = new PsbtOddities();
    private long spent;
    private boolean amountsKnown = true;
    private boolean allOurs;

    PsbtExplainer(Psbt psbt, PsbtExplanationContext context) {
        this.psbt = psbt;
        this.unsigned = psbt.unsignedTransaction();
        this.context = context;
    }

    PsbtExplanation explain() {
        if (context.demanded().isEmpty()) {
            oddities.add(PsbtOddity.Kind.NOTHING_DEMANDED, "nobody is to sign anything now");
        }
        explainInputs();
        explainKeys();
        amountsKnown &= spent <= BitcoinNetwork.MAX_MONEY.value;
        PsbtExplainedSignatures signatures = PsbtExplainedSignatures.of(psbt, context, oddities);
        List<Payment> payments = payments();
        Optional<Fee> fee = fee(signatures);
        List<String> timing = PsbtExplainedTiming.of(unsigned, context.mostLockTime(), oddities);
        PsbtExplainedFields.of(psbt, oddities);
        return new PsbtExplanation(
                context.heading(),
                Optional.of(unsigned.txid()),
                unsigned.inputs().size(),
                spent(),
                payments,
                fee,
                timing,
                signatures.signers(),
                context.required(),
                oddities.all());
    }

    private Optional<Coin> spent() {
        return amountsKnown ? Optional.of(Coin.valueOf(spent)) : Optional.empty();
    }

    private void explainInputs() {
        Set<Outpoint> seen = new HashSet<>();
        allOurs = !unsigned.inputs().isEmpty();
        for (int i = 0; i < unsigned.inputs().size(); i++) {
            Outpoint outpoint = unsigned.inputs().get(i).outpoint();
            if (!seen.add(outpoint)) {
                oddities.add(PsbtOddity.Kind.DUPLICATE_INPUT, "input " + i + " spends a coin that another one spends");
            }
            explainInput(i, outpoint);
        }
        context.coins().keySet().stream()
                .filter(coin -> !seen.contains(coin))
                .forEach(coin -> oddities.add(PsbtOddity.Kind.COIN_LEFT_OUT, "the coin " + coin + " is not spent"));
    }

    private void explainInput(int index, Outpoint outpoint) {
        String where = "input " + index + " ";
        TransactionOutput recorded = context.coins().get(outpoint);
        if (recorded == null) {
            allOurs = false;
            oddities.add(PsbtOddity.Kind.FOREIGN_INPUT, where + "spends " + outpoint + ", which is none of the coins");
        }
        TransactionOutput claimed = null;
        try {
            claimed = psbt.spentOutput(index);
        } catch (PsbtException unproven) {
            boolean missing = unproven.fault() == PsbtFault.FIELD_MISSING;
            oddities.add(
                    missing ? PsbtOddity.Kind.UTXO_MISSING : PsbtOddity.Kind.UTXO_MISMATCH,
                    missing
                            ? where + "brings no previous transaction to prove its amount"
                            : where + "contradicts itself about what it spends");
        }
        if (recorded != null && claimed != null && !claimed.equals(recorded)) {
            oddities.add(PsbtOddity.Kind.UTXO_MISMATCH, where + "claims another amount or script than our records");
        }
        // Our own records come first; of a coin that they do not have, the PSBT's word is all there is.
        TransactionOutput coin = recorded != null ? recorded : claimed;
        amountsKnown &= coin != null;
        spent = LongMath.saturatedAdd(spent, coin == null ? 0 : coin.value().value);
        PsbtInput input = psbt.inputs().get(index);
        ByteString script = Optional.ofNullable(coin)
                .flatMap(output -> context.behind(output.scriptPubKey()))
                .orElse(context.scripts().get(0))
                .toScript();
        if (!input.witnessScript().filter(script::equals).isPresent()) {
            oddities.add(
                    PsbtOddity.Kind.SCRIPT_NOT_OURS,
                    where + (input.witnessScript().isPresent() ? "has another script" : "lacks its script"));
        }
        input.sighashType()
                .filter(type -> type != 1)
                .ifPresent(type -> oddities.add(
                        PsbtOddity.Kind.SIGHASH_NOT_ALL,
                        where + "asks for signatures of type 0x" + Long.toHexString(type)
                                + ", which leave others something to change"));
        if (!input.finalWitness().isEmpty()) {
            oddities.add(PsbtOddity.Kind.ALREADY_FINAL, where + "is final already");
        }
        input.origins().forEach((key, origin) -> explainOrigin(where, key, origin));
    }

    private void explainOrigin(String where, PublicKey key, KeyOrigin origin) {
        Optional<Party> party = context.owner(key);
        Optional<KeyOrigin> known = party.map(Party::keys).map(keys -> keys.get(key));
        if (party.isEmpty()) {
            oddities.add(PsbtOddity.Kind.KEY_NOT_OURS, where + "names the stranger's key " + key);
        } else if (!known.filter(origin::equals).isPresent()) {
            oddities.add(
                    PsbtOddity.Kind.KEY_NOT_OURS,
                    where + "says that " + party.get().name() + "'s key is at " + origin + ", not at "
                            + known.orElseThrow());
        }
    }

    private void explainKeys() {
        psbt.xpubs().forEach((xpub, origin) -> {
            boolean ours = context.xpubs().entrySet().stream()
                    .anyMatch(known ->
                            known.getKey().sameKeyAs(xpub) && known.getValue().equals(origin));
            if (!ours) {
                oddities.add(
                        PsbtOddity.Kind.KEY_NOT_OURS, "an extended key is none of ours: " + xpub + " at " + origin);
            }
        });
    }

    private List<Payment> payments() {
        List<Payment> payments = new ArrayList<>();
        for (int i = 0; i < unsigned.outputs().size(); i++) {
            TransactionOutput output = unsigned.outputs().get(i);
            String where = "output " + i + " ";
            psbt.outputs().get(i).origins().forEach((key, origin) -> explainOrigin(where, key, origin));
            ByteString script = output.scriptPubKey();
            Optional<String> payee = Optional.ofNullable(context.payees().get(script));
            payments.add(new Payment(
                    payee,
                    PsbtExplanationText.where(script, context.network()),
                    output.value(),
                    percent(output.value(), RoundingMode.DOWN)));
            if (payee.isEmpty()) {
                oddities.add(
                        PsbtOddity.Kind.STRANGER_PAID,
                        where + "pays " + PsbtExplanationText.amount(output.value()) + " to a stranger");
            }
            if (output.value().isLessThan(Scripts.dustLimit(script))) {
                oddities.add(PsbtOddity.Kind.DUST, where + "is too small to be relayed");
            }
        }
        context.demanded()
                .filter(demanded -> !demanded.equals(unsigned.outputs()))
                .ifPresent(demanded -> oddities.add(PsbtOddity.Kind.NOT_AS_DEMANDED, notAsDemanded(demanded)));
        return payments;
    }

    private String notAsDemanded(List<TransactionOutput> demanded) {
        return "what is paid is not what is demanded: "
                + demanded.stream()
                        .map(output -> PsbtExplanationText.amount(output.value()) + " to "
                                + context.payees()
                                        .getOrDefault(
                                                output.scriptPubKey(),
                                                PsbtExplanationText.where(output.scriptPubKey(), context.network())))
                        .reduce((one, other) -> one + ", then " + other)
                        .orElse("nothing");
    }

    /** Of what is spent; empty where that is unknown or nothing. */
    private Optional<BigDecimal> percent(Coin part, RoundingMode rounding) {
        return spent().filter(Coin::isPositive)
                .map(whole -> BigDecimal.valueOf(part.value)
                        .movePointRight(2)
                        .divide(BigDecimal.valueOf(whole.value), 2, rounding));
    }

    private Optional<Fee> fee(PsbtExplainedSignatures signatures) {
        if (!amountsKnown) {
            oddities.add(PsbtOddity.Kind.FEE, "nobody can tell the fee: the amount of an input is unknown");
            return Optional.empty();
        }
        long paid = unsigned.outputs().stream()
                .mapToLong(output -> output.value().value)
                .reduce(0, LongMath::saturatedAdd);
        Coin amount = Coin.valueOf(LongMath.saturatedSubtract(spent, paid));
        if (amount.isNegative()) {
            oddities.add(PsbtOddity.Kind.FEE, "it pays out more than it spends");
        }
        Optional<Long> most = allOurs
                ? Optional.of(SpendWeight.ofTransaction(
                                unsigned,
                                SpendWeight.ofWitness(context.scripts().get(0)))
                        .most())
                : Optional.empty();
        most.filter(weight -> outOfLimits(amount, weight))
                .ifPresent(weight -> oddities.add(PsbtOddity.Kind.FEE, "the fee is outside its limits"));
        boolean exact = signatures.complete();
        return Optional.of(new Fee(
                amount,
                percent(amount, RoundingMode.UP).orElse(BigDecimal.ZERO),
                most.map(weight -> exact ? weight - signatures.unitsSaved() : weight),
                exact));
    }

    private boolean outOfLimits(Coin fee, long weight) {
        FeeLimits limits = context.fees();
        Coin dear = limits.ceiling().fee(weight);
        Coin most = (dear.isLessThan(limits.most()) ? dear : limits.most()).add(limits.surplus());
        return fee.isLessThan(limits.floor().fee(weight)) || fee.isGreaterThan(most);
    }
}
