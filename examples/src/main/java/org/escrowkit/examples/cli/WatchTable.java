package org.escrowkit.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.ledger.Ledger;
import org.escrowkit.wallet.watch.WatchStatus;

/** What lies at the watched scripts, a row for each deposit. */
final class WatchTable {
    private final WatchTargets targets;
    private final DepositPolicy policy;

    WatchTable(WatchTargets targets, int confirmations) {
        this.targets = targets;
        this.policy = new DepositPolicy(confirmations, Coin.SATOSHI);
    }

    String text(Ledger ledger, WatchStatus status) {
        List<Deposit> deposits = deposits(ledger);
        int width = deposits.stream()
                .mapToInt(deposit -> targets.name(deposit.scriptPubKey()).length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (Deposit deposit : deposits) {
            text.append(String.format(
                    "%-" + Math.max(1, width) + "s  %19s  %-22s %6d  %s%n",
                    targets.name(deposit.scriptPubKey()),
                    deposit.value().toBtc().toPlainString() + " BTC",
                    status(ledger, deposit),
                    deposit.confirmations(ledger.tip().height()),
                    deposit.outpoint()));
        }
        return text + sentence(count(deposits.size(), "deposit")) + " at "
                + count(targets.names().size(), "address") + ". " + sentence(ChainReader.words(status)) + ".";
    }

    Map<String, Object> fields(Ledger ledger, WatchStatus status) {
        return Json.object(
                "height", ledger.tip().height(),
                "block", ledger.tip().hash(),
                "current", status instanceof WatchStatus.Current,
                "status", ChainReader.words(status),
                "deposits",
                        deposits(ledger).stream()
                                .map(deposit -> fields(ledger, deposit))
                                .toList());
    }

    private Map<String, Object> fields(Ledger ledger, Deposit deposit) {
        return Json.object(
                "name", targets.name(deposit.scriptPubKey()),
                "outpoint", deposit.outpoint(),
                "value", deposit.value(),
                "status", ledger.status(deposit, policy),
                "confirmations", deposit.confirmations(ledger.tip().height()));
    }

    private List<Deposit> deposits(Ledger ledger) {
        List<Deposit> all = new ArrayList<>();
        for (ByteString script : targets.scripts()) {
            all.addAll(ledger.deposits(script));
        }
        return all;
    }

    /** A transaction's id is in the last column: what spends the deposit would break the table. */
    private String status(Ledger ledger, Deposit deposit) {
        return deposit.spend().isPresent()
                ? "spent"
                : ledger.status(deposit, policy).toString();
    }

    private static String count(int of, String what) {
        String plural = what.endsWith("s") ? what + "es" : what + "s";
        return (of == 0 ? "no" : of) + " " + (of == 1 ? what : plural);
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
