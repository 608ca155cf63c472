package org.escrowkit.core.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.SighashType;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.keys.Curve;

/** Whose signatures spend a deposit: what to look at when a spend comes that nobody here made. */
final class Signers {
    private Signers() {}

    /** The keys of the multisig that signed this input, with whatever sighash type. */
    static List<ByteString> of(Transaction spending, int input, Deposit deposit) {
        List<ByteString> witness = spending.inputs().get(input).witness();
        if (witness.size() < 2) {
            return List.of();
        }
        ByteString script = witness.get(witness.size() - 1);
        Optional<MultisigScript> multisig =
                Scripts.p2wsh(script).equals(deposit.scriptPubKey()) ? MultisigScript.parse(script) : Optional.empty();
        if (multisig.isEmpty()) {
            return List.of();
        }
        List<ByteString> signers = new ArrayList<>();
        for (ByteString item : witness.subList(1, witness.size() - 1)) {
            multisig.get().keys().stream()
                    .filter(key -> signed(item, key, spending, input, script, deposit))
                    .findFirst()
                    .ifPresent(signers::add);
        }
        return signers;
    }

    private static boolean signed(
            ByteString item, ByteString key, Transaction spending, int input, ByteString script, Deposit deposit) {
        int last = item.size() - 1;
        Optional<SighashType> type = last < 0 ? Optional.empty() : SighashType.of(item.at(last));
        if (type.isEmpty()) {
            return false;
        }
        Sha256Hash hash = SegwitSighash.of(spending).forInput(input, script, deposit.value(), type.get());
        try {
            return Curve.verifier().verify(hash, EcdsaSignature.parseDer(item.slice(0, last)), key);
        } catch (MalformedException notStrict) {
            return false;
        }
    }
}
