package org.escrowkit.core.psbt;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.LegacyAddress;
import org.bitcoinj.base.Network;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.psbt.PsbtExplanation.Fee;
import org.escrowkit.core.psbt.PsbtExplanation.Payment;
import org.escrowkit.core.psbt.PsbtExplanation.Signer;
import org.escrowkit.core.psbt.PsbtExplanationContext.Duty;

/** Writes an explanation. Digits are ASCII digits everywhere, and amounts are in both units. */
final class PsbtExplanationText {
    private static final int LABEL_WIDTH = 11;
    private static final int MOST_CHARACTERS = 400;
    private static final int MOST_PAYMENTS = 20;
    private static final int MOST_HEX_BYTES = 42;
    private static final int SATOSHI_DIGITS = 8;

    private final PsbtExplanation explanation;
    private final StringBuilder text = new StringBuilder();

    PsbtExplanationText(PsbtExplanation explanation) {
        this.explanation = explanation;
        explanation.heading().forEach(fact -> line(fact.label(), fact.words()));
        explanation.txid().ifPresent(txid -> {
            line("Txid", txid.toString());
            line("Spends", spends());
            payments();
            line("Fee", explanation.fee().map(PsbtExplanationText::fee).orElse("unknown"));
            explanation.timing().forEach(words -> line("Timing", words));
            line("Signed", signed());
            line("Missing", missing());
        });
        if (explanation.oddities().isEmpty()) {
            line("Odd", "nothing");
        }
        explanation.oddities().forEach(oddity -> line("ODD", words(oddity)));
    }

    private static String words(PsbtOddity oddity) {
        return switch (oddity.kind()) {
            case UNREADABLE -> "this is no PSBT that can be read, sign nothing: " + oddity.words();
            case UNEXPLAINED -> "explaining failed, sign nothing: " + oddity.words();
            default -> oddity.words();
        };
    }

    private String spends() {
        int inputs = explanation.inputs();
        String coins = inputs == 1 ? "1 coin" : inputs + " coins";
        return explanation.spent().map(all -> coins + ", " + amount(all)).orElse(coins + " of an unknown amount");
    }

    private void payments() {
        List<Payment> payments = explanation.payments();
        payments.stream().limit(MOST_PAYMENTS).forEach(payment -> line("Pays", pays(payment)));
        if (payments.size() > MOST_PAYMENTS) {
            line("Pays", "and " + (payments.size() - MOST_PAYMENTS) + " outputs more, which are not shown");
        }
    }

    private static String pays(Payment payment) {
        return amount(payment.value())
                + percent(payment.percent()) + " to "
                + payment.payee().map(name -> name + ", ").orElse("A STRANGER, ")
                + payment.where();
    }

    private static String percent(Optional<BigDecimal> percent) {
        return percent.map(share -> ", about " + share.toPlainString() + " %").orElse("");
    }

    private static String fee(Fee fee) {
        String rate = fee.rate()
                .flatMap(least -> fee.weight()
                        .map(weight -> fee.exact()
                                ? ", " + least + " on exactly " + weight + " weight units"
                                : ", at least " + least + " on at most " + weight + " weight units"))
                .orElse(", at a rate that nobody can tell");
        return amount(fee.amount()) + percent(Optional.of(fee.percent())) + rate;
    }

    private String signed() {
        List<String> signed = explanation.signers().stream()
                .filter(signer -> signer.signed() > 0)
                .map(signer -> signer.signed() == explanation.inputs()
                        ? signer.name()
                        : signer.name() + " (only " + signer.signed() + " of " + explanation.inputs() + " coins)")
                .toList();
        return signed.isEmpty() ? "by nobody yet" : "by " + joined(signed, "and") + ", verified";
    }

    /** Who must sign and did not, and how many of those who may. */
    private String missing() {
        List<String> must = new ArrayList<>();
        List<String> may = new ArrayList<>();
        int counted = 0;
        for (Signer signer : explanation.signers()) {
            boolean signed = explanation.inputs() > 0 && signer.signed() == explanation.inputs();
            if (signer.duty() == Duty.MUST_SIGN || (signed && signer.duty() == Duty.MAY_SIGN)) {
                counted++;
            }
            if (!signed && signer.duty() == Duty.MUST_SIGN) {
                must.add(signer.name());
            } else if (!signed && signer.duty() == Duty.MAY_SIGN) {
                may.add(signer.name());
            }
        }
        int more = Math.min(explanation.required() - counted, may.size());
        if (more > 0) {
            must.add(more == may.size() ? joined(may, "and") : (more == 1 ? "" : more + " of ") + joined(may, "or"));
        }
        if (explanation.signers().stream().allMatch(signer -> signer.duty() == Duty.MUST_NOT_SIGN)) {
            return "no signature is wanted";
        }
        String enough = "; " + explanation.required() + " signatures are enough";
        return (must.isEmpty() ? "nothing" : joined(must, "and also")) + enough;
    }

    private static String joined(List<String> names, String last) {
        return names.size() == 1
                ? names.get(0)
                : String.join(", ", names.subList(0, names.size() - 1)) + " " + last + " "
                        + names.get(names.size() - 1);
    }

    private void line(String label, String words) {
        text.append(printable(label)).append(':');
        text.append(" ".repeat(Math.max(1, LABEL_WIDTH - label.length())));
        text.append(printable(words)).append('\n');
    }

    /** The last gate: whatever would break a line, hide in it or turn it around is shown as a question mark. */
    static String printable(String words) {
        StringBuilder safe = new StringBuilder();
        words.codePoints().limit(MOST_CHARACTERS).forEach(point -> safe.appendCodePoint(isSafe(point) ? point : '?'));
        return words.codePointCount(0, words.length()) > MOST_CHARACTERS ? safe + " .." : safe.toString();
    }

    private static boolean isSafe(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** In bitcoin with all eight decimals, and in satoshi in groups of three. */
    static String amount(Coin amount) {
        StringBuilder satoshis = new StringBuilder(Long.toString(amount.value));
        for (int at = satoshis.length() - 3; at > (amount.isNegative() ? 1 : 0); at -= 3) {
            satoshis.insert(at, ',');
        }
        return BigDecimal.valueOf(amount.value, SATOSHI_DIGITS).toPlainString() + " BTC (" + satoshis + " sat)";
    }

    /** The address of a script, or what else can be said of it. */
    static String where(ByteString script, Network network) {
        return Scripts.segwitAddress(script, network)
                .or(() -> legacyAddress(script, network))
                .map(Address::toString)
                .orElseGet(() -> !script.isEmpty() && script.at(0) == 0x6a
                        ? "data that nobody can spend, " + hex(script)
                        : "no address, script " + hex(script));
    }

    private static Optional<Address> legacyAddress(ByteString script, Network network) {
        String hex = script.toHex();
        if (script.size() == 25 && hex.startsWith("76a914") && hex.endsWith("88ac")) {
            return Optional.of(
                    LegacyAddress.fromPubKeyHash(network, script.slice(3, 23).toByteArray()));
        }
        if (script.size() == 23 && hex.startsWith("a914") && hex.endsWith("87")) {
            return Optional.of(
                    LegacyAddress.fromScriptHash(network, script.slice(2, 22).toByteArray()));
        }
        return Optional.empty();
    }

    /** The first bytes, in hexadecimal. */
    static String hex(ByteString bytes) {
        return bytes.size() <= MOST_HEX_BYTES
                ? bytes.toHex()
                : bytes.slice(0, MOST_HEX_BYTES).toHex() + "..";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
