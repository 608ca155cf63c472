package org.escrowkit.examples.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.policy.Violation;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.settlement.SettlementExplainer;
import org.escrowkit.wallet.keystore.AccountSecret;
import org.escrowkit.wallet.keystore.KeyFile;
import org.escrowkit.wallet.keystore.MasterKey;
import org.escrowkit.wallet.sign.ChainView;
import org.escrowkit.wallet.sign.LocalSigner;
import org.escrowkit.wallet.sign.SigningParty;

/** One request to one party: the party decides, and this tells what it said. */
final class SignAction {
    private final Escrow escrow;
    private final SignOptions options;

    SignAction(Escrow escrow, SignOptions options) {
        this.escrow = escrow;
        this.options = options;
    }

    int run(Psbt psbt, Optional<Path> out) {
        Loan loan = LoanFiles.loan(options.loan);
        Evidence evidence = options.evidence.map(LoanFiles::evidence).orElse(Evidence.NONE);
        var chain = loan.terms().chain();
        ChainView view = new ChainReader(escrow.console(), options.node.connect(chain), options.store)
                .view(loan.terms(), options.since);
        escrow.remark(SettlementExplainer.of(loan, view.ledger()).explain(psbt).text());
        try (Secret passphrase = options.passphrase.ask(escrow.console(), options.key);
                MasterKey key = KeyFile.open(options.key, passphrase.chars());
                AccountSecret secret = key.account(chain.network(), options.account);
                SigningParty party = SigningParty.open(
                        options.role, new LocalSigner(secret), options.limits(), options.audit, options.head)) {
            requireOwn(loan, secret);
            var answer = party.reviewAndSign(psbt.serialize(), new LoanCase(loan, evidence), view);
            int code = answer instanceof SigningParty.Answer.Signed signed
                    ? signed(signed.psbt(), out, party)
                    : refused(((SigningParty.Answer.Refused) answer).review(), party);
            party.head()
                    .ifPresent(
                            head -> escrow.remark("Head of the audit log, to be kept elsewhere: " + HeadText.of(head)));
            return code;
        }
    }

    /** Else the party would refuse only after it had written that it was about to sign. */
    private void requireOwn(Loan loan, AccountSecret secret) {
        var expected = loan.terms().escrows().vault().account(options.role);
        if (!expected.xpub().sameKeyAs(secret.publicKey().xpub())) {
            throw Failure.refused(
                    options.key + " is not the " + Names.of(options.role) + "'s key of this loan",
                    "Name another --key, --account or --role.");
        }
    }

    private int signed(Psbt signed, Optional<Path> out, SigningParty party) {
        PsbtSource.write(signed, out);
        Map<String, Object> fields = PsbtJson.of(signed, out);
        fields.put("signed", true);
        party.head().ifPresent(head -> fields.put("head", HeadText.of(head)));
        escrow.answer(PsbtSource.words(signed, out), fields);
        return Exit.DONE;
    }

    private int refused(Review.Refused review, SigningParty party) {
        StringBuilder text = new StringBuilder(
                review.isTemporary()
                        ? "Not signed as things stand; time alone may change that."
                        : "Not signed, and as it is it never will be.");
        for (Violation violation : review.violations().stream().distinct().toList()) {
            text.append("\n\n").append(violation.explain());
            text.append("\n  what to do: ").append(RuleAdvice.of(violation.rule()));
        }
        Map<String, Object> fields = Json.object(
                "signed", false,
                "temporary", review.isTemporary(),
                "violations",
                        review.violations().stream().map(SignAction::fields).toList());
        party.head().ifPresent(head -> fields.put("head", HeadText.of(head)));
        escrow.answer(text.toString(), fields);
        return Exit.REFUSED;
    }

    private static Map<String, Object> fields(Violation violation) {
        return Json.object(
                "rule", violation.rule().id(),
                "expected", violation.expected(),
                "found", violation.found(),
                "next", RuleAdvice.of(violation.rule()));
    }
}
