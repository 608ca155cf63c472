package org.escrowkit.wallet.sign;

import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.loan.Loan;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.policy.Policy;
import org.escrowkit.core.policy.Review;
import org.escrowkit.core.policy.SignerRecords;
import org.escrowkit.core.policy.SigningLimits;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.audit.AuditException;
import org.escrowkit.wallet.audit.AuditHead;
import org.escrowkit.wallet.audit.AuditLog;

/**
 * One party at the table: reviews alone what it is asked to sign, and signs only what its review approves, with keys in
 * this process ({@link Signer}) or elsewhere ({@link ExternalSigner}). Requests are answered one after the other, from
 * however many threads they come, and each is reviewed against what was signed before it. With an {@link AuditLog} that
 * holds across crashes: what is about to be signed is on the disk before a signature exists or a PSBT is handed out,
 * and each signature before it leaves.
 */
public final class SigningParty implements AutoCloseable {
    /** What a party answers. */
    public sealed interface Answer {
        /** @param psbt with this party's signatures added */
        record Signed(Psbt psbt) implements Answer {}

        /**
         * Approved, and decided: a person with a device is to sign it. Asking again later is how to learn that it is
         * done.
         *
         * @param psbt what the device gets
         */
        record Waiting(Psbt psbt) implements Answer {}

        record Refused(Review.Refused review) implements Answer {}
    }

    private final Role role;
    private final PartyKeys keys;
    private final SigningLimits limits;
    private final PartyRecords records = new PartyRecords();

    private SigningParty(Role role, PartyKeys keys, SigningLimits limits) {
        this.role = role;
        this.keys = keys;
        this.limits = limits;
    }

    /** A party without limits of its own, that forgets what it signed when the process ends: for tests and trials. */
    public static SigningParty of(Role role, PartyKeys keys) {
        return new SigningParty(role, keys, SigningLimits.NONE);
    }

    /** A party that remembers, without limits of its own; whose log nobody kept the head of elsewhere. */
    public static SigningParty open(Role role, PartyKeys keys, Path log) {
        return open(role, keys, SigningLimits.NONE, log, Optional.empty());
    }

    /**
     * A party that remembers. What it handed out to a device before and did not take back is laid on the desk again
     * where it is missing.
     *
     * @param log the file of its audit log, which only this party has open; begun if there is none
     * @param known the log's head as it was kept elsewhere, so that an old copy is noticed
     * @throws AuditException if the log cannot be used or is not to be trusted
     * @throws PsbtFileException if the desk cannot be written
     */
    public static SigningParty open(
            Role role, PartyKeys keys, SigningLimits limits, Path log, Optional<AuditHead> known) {
        SigningParty party = new SigningParty(role, keys, limits).remembering(log, known);
        try {
            party.layOutAll();
        } catch (PsbtFileException noDesk) {
            party.close();
            throw noDesk;
        }
        return party;
    }

    private synchronized SigningParty remembering(Path log, Optional<AuditHead> known) {
        records.keepIn(AuditLog.open(log, known, records::remember));
        return this;
    }

    private synchronized void layOutAll() {
        if (keys instanceof ExternalSigner device) {
            records.waiting().forEach(waiting -> device.layOut(waiting.txid(), waiting.psbt()));
        }
    }

    /** The role that the party has in the vault. */
    public Role role() {
        return role;
    }

    /** What it signs with. */
    public PartyKeys signer() {
        return keys;
    }

    /** The head of its log, to be kept elsewhere; empty for a party without one. */
    public synchronized Optional<AuditHead> head() {
        return records.log().map(AuditLog::head);
    }

    /**
     * The party's log as JSON: see {@link PartyLogExport}.
     *
     * @param contract the one that is asked for; empty for all
     * @return what is wrong with the log, if anything is
     * @throws IllegalStateException for a party without one
     */
    public synchronized Optional<AuditException> exportLog(Optional<ContractFingerprint> contract, Writer out) {
        AuditLog open = records.log().orElseThrow(() -> new IllegalStateException("a party without a log"));
        return PartyLogExport.write(open::verify, contract, out);
    }

    /** Looks at a loan: from the first look at which it demands a settlement, waiting times run. */
    public synchronized void look(Loan loan, Instant now) {
        records.look(loan, now);
    }

    /**
     * Reviews and signs.
     *
     * @param psbt the binary form, as it arrived
     * @param settled the loan as this party's own records have it, and the evidence that came with the PSBT
     * @throws AuditException if the log cannot be written; then nothing is signed, and nothing leaves
     * @throws PsbtFileException if the desk cannot be written; the decision stands, and asking again tries again
     */
    public synchronized Answer reviewAndSign(byte[] psbt, LoanCase settled, ChainView view) {
        return answer(List.of(settled), view, records -> Policy.review(psbt, settled, records));
    }

    /**
     * As {@link #reviewAndSign}, for one transaction that liquidates many loans.
     *
     * @param cases all of them, in any order
     */
    public synchronized Answer reviewAndSignBatch(byte[] psbt, List<LoanCase> cases, ChainView view) {
        return answer(cases, view, records -> Policy.reviewBatch(psbt, cases, records));
    }

    private Answer answer(List<LoanCase> cases, ChainView view, Function<SignerRecords, Review> reviewer) {
        cases.forEach(this::requireOwn);
        Instant now = view.now();
        cases.forEach(settled -> look(settled.loan(), now));
        Review review = reviewer.apply(
                new SignerRecords(role, view.ledger(), records.history(), limits, now, view.chainTime()));
        if (review instanceof Review.Refused refused) {
            List<Reason> reasons = Reason.of(refused);
            Handout.contracts(cases).forEach(loan -> records.add(new PartyRow.Refusal(loan, reasons), now));
            return new Answer.Refused(refused);
        }
        ApprovedSpend approved = ((Review.Approved) review).spend();
        records.decide(approved, now);
        return keys instanceof Signer here ? sign(approved, here, now) : handOut(approved, (ExternalSigner) keys, now);
    }

    /** Before anything is written of what could never be signed. */
    private void requireOwn(LoanCase settled) {
        AccountKey ours = settled.loan().terms().escrows().vault().account(role);
        if (!ours.equals(keys.account())) {
            throw new IllegalArgumentException("the " + role + " of loan "
                    + settled.loan().number() + " has another key than this party: " + ours);
        }
    }

    /** Of what a signer gives the signatures are taken and nothing else, and each is verified: it may be anybody's. */
    private Answer sign(ApprovedSpend approved, Signer here, Instant now) {
        Handout wanted = Handout.of(approved);
        List<ByteString> given = Handout.signatures(here.sign(approved), wanted.keys());
        Psbt signed = Handout.sign(approved.psbt(), wanted.keys(), given);
        keep(wanted, given, now);
        return new Answer.Signed(signed);
    }

    private void keep(Handout handout, List<ByteString> given, Instant now) {
        if (records.signatures(handout.txid()).isEmpty()) {
            records.add(new PartyRow.Signatures(handout.contracts(), handout.txid(), given), now);
        }
    }

    private Answer handOut(ApprovedSpend approved, ExternalSigner device, Instant now) {
        Handout wanted = Handout.of(approved);
        Sha256Hash txid = wanted.txid();
        var given = records.signatures(txid);
        if (given.isPresent()) {
            return new Answer.Signed(Handout.sign(approved.psbt(), wanted.keys(), given.get()));
        }
        if (wanted.isSigned()) {
            keep(wanted, Handout.signatures(wanted.psbt(), wanted.keys()), now);
            return new Answer.Signed(approved.psbt());
        }
        if (records.handout(txid).isEmpty()) {
            records.handOut(wanted, now);
        }
        Psbt out = records.handout(txid).orElseThrow().psbt();
        device.layOut(txid, out);
        return new Answer.Waiting(out);
    }

    /** What was handed out and has not come back, oldest first. */
    public synchronized List<Psbt> waiting() {
        return records.waiting().stream().map(Handout::psbt).toList();
    }

    /**
     * Takes back what a device has signed. It is taken only if it is a transaction that was handed out, with a good
     * signature by this party's key on every input (SIGHASH_ALL, strict DER, low S), and if it contradicts nothing that
     * was handed out. Of what came back the signatures are kept and nothing else: what a device adds or leaves out is
     * dropped. Taking back again gives the first answer, as long as it is among the last thousand that were signed.
     *
     * @param returned in either version, its inputs with partial signatures or already final
     * @throws AuditException if the log cannot be written; then it is not taken
     */
    public synchronized Returned takeBack(Psbt returned, Instant now) {
        Sha256Hash txid = returned.unsignedTransaction().txid();
        Optional<Handout> handout = records.handout(txid);
        if (handout.isEmpty()) {
            return new Returned.Rejected(Returned.Fault.NOT_HANDED_OUT, "transaction " + txid);
        }
        Handout out = handout.get();
        var given = records.signatures(txid);
        if (given.isPresent()) {
            return new Returned.Taken(Handout.sign(out.psbt(), out.keys(), given.get()));
        }
        Returned answer = out.takeBack(returned);
        if (answer instanceof Returned.Taken taken) {
            keep(out, Handout.signatures(taken.psbt(), out.keys()), now);
        }
        return answer;
    }

    /**
     * Takes back what lies on the desk for all that waits. A file as it was handed out is passed over in silence.
     *
     * @return what became of each file that was looked at
     * @throws AuditException if the log cannot be written
     */
    public synchronized Map<Path, Returned> collect(Instant now) {
        Map<Path, Returned> all = new LinkedHashMap<>();
        for (Handout out : keys instanceof ExternalSigner ? records.waiting() : List.<Handout>of()) {
            for (Path file : ((ExternalSigner) keys).files(out.txid())) {
                collect(file, out, now).ifPresent(returned -> all.put(file, returned));
            }
        }
        return all;
    }

    private Optional<Returned> collect(Path file, Handout out, Instant now) {
        try {
            Psbt found = PsbtFile.read(file);
            return found.equals(out.psbt()) ? Optional.empty() : Optional.of(takeBack(found, now));
        } catch (PsbtFileException unread) {
            return Optional.of(new Returned.Rejected(Returned.Fault.UNREADABLE, String.valueOf(unread.getMessage())));
        }
    }

    @Override
    public synchronized void close() {
        records.log().ifPresent(AuditLog::close);
    }
}
