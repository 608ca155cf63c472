package org.escrowkit.wallet.sign;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.policy.ApprovedSpend;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtException;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.psbt.PsbtVersion;
import org.escrowkit.core.vault.ContractFingerprint;

/**
 * One approved PSBT on its way to a device and back.
 *
 * @param psbt in version 0, which every device and node reads
 * @param keys of this party, one for each input
 */
record Handout(List<ContractFingerprint> contracts, Psbt psbt, List<PublicKey> keys) {
    static Handout of(ApprovedSpend approved) {
        List<PublicKey> keys = new ArrayList<>();
        for (int i = 0; i < approved.psbt().inputs().size(); i++) {
            keys.add(approved.key(i));
        }
        return new Handout(contracts(approved.cases()), approved.psbt().toVersion(PsbtVersion.V0), keys);
    }

    static List<ContractFingerprint> contracts(List<LoanCase> cases) {
        return cases.stream()
                .map(settled -> settled.loan().terms().fingerprint())
                .toList();
    }

    Sha256Hash txid() {
        return psbt.unsignedTransaction().txid();
    }

    /** Whether this party has signed it already, elsewhere. */
    boolean isSigned() {
        return IntStream.range(0, keys.size())
                .allMatch(i -> psbt.inputs().get(i).signatures().containsKey(keys.get(i)));
    }

    /** These signatures by these keys, added to a PSBT of the same transaction; each is verified once more. */
    static Psbt sign(Psbt unsigned, List<PublicKey> keys, List<ByteString> signatures) {
        Psbt signed = unsigned;
        for (int i = 0; i < keys.size(); i++) {
            if (!signed.inputs().get(i).signatures().containsKey(keys.get(i))) {
                signed = signed.withSignature(i, keys.get(i), signatures.get(i));
            }
        }
        return signed;
    }

    /**
     * Compares all that came back with what was handed out, and takes the signatures of this party's keys over, which
     * are verified against what was handed out. The rest stays behind, be it right or wrong.
     */
    Returned takeBack(Psbt returned) {
        Psbt signed = psbt;
        for (int i = 0; i < keys.size(); i++) {
            PsbtInput input = returned.inputs().get(i);
            if (signed.inputs().get(i).signatures().containsKey(keys.get(i))) {
                continue;
            }
            ByteString partial = input.signatures().get(keys.get(i));
            Optional<Psbt> more = partial == null ? fromWitness(signed, i, input) : with(signed, i, partial);
            if (more.isEmpty()) {
                return rejected(
                        partial == null ? Returned.Fault.NOT_SIGNED : Returned.Fault.BAD_SIGNATURE, "input " + i);
            }
            signed = more.get();
        }
        try {
            Psbt unused = psbt.combine(returned.toVersion(PsbtVersion.V0));
        } catch (PsbtException contradiction) {
            return rejected(Returned.Fault.CONTRADICTS, String.valueOf(contradiction.getMessage()));
        }
        return new Returned.Taken(signed);
    }

    /** Some programs finish what has enough signatures: this party's is one of those in the witness. */
    private Optional<Psbt> fromWitness(Psbt signed, int index, PsbtInput input) {
        return input.finalWitness().orElse(List.of()).stream()
                .filter(item -> item.size() <= PartyRow.MOST_SIGNATURE)
                .flatMap(item -> with(signed, index, item).stream())
                .findFirst();
    }

    /** Empty where it is no good signature by this party's key. */
    private Optional<Psbt> with(Psbt signed, int index, ByteString signature) {
        try {
            return Optional.of(signed.withSignature(index, keys.get(index), signature));
        } catch (PsbtException refused) {
            return Optional.empty();
        }
    }

    private static Returned rejected(Returned.Fault fault, String what) {
        return new Returned.Rejected(fault, what);
    }

    /** This party's signatures in a PSBT that has them, one for each input. */
    static List<ByteString> signatures(Psbt signed, List<PublicKey> keys) {
        List<ByteString> signatures = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            signatures.add(
                    Objects.requireNonNull(signed.inputs().get(i).signatures().get(keys.get(i))));
        }
        return signatures;
    }
}
