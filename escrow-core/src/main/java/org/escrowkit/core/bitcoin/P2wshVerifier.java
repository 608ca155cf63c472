package org.escrowkit.core.bitcoin;

import java.util.List;
import java.util.Optional;
import org.bitcoinj.base.Sha256Hash;

/**
 * Guarantees that a spend which it lets pass satisfies the P2WSH multisig output that it spends: script hash, BIP143
 * hash, the exact number of signatures in the order of their keys, strict DER, low S, SIGHASH_ALL and nothing else on
 * the stack. It is as strict as Bitcoin Core's relay policy, and stricter in refusing every other script and sighash
 * type. (bitcoinj 0.17.1 does not check P2WSH spends: its {@code correctlySpends} accepts a garbage witness.)
 *
 * <p>Honest inputs that the same parties sign cost one elliptic-curve verification per signature, whoever they are,
 * except for the first.
 */
public final class P2wshVerifier {
    private final EcdsaVerifier ecdsa;

    public P2wshVerifier(EcdsaVerifier ecdsa) {
        this.ecdsa = ecdsa;
    }

    /** What is wrong with a transaction, and at which of its inputs. */
    public record InputFault(int input, SpendFault fault) {}

    /** The spends of all inputs, {@code spent.get(i)} being the output that input i spends; the first fault found. */
    public Optional<SpendFault> verify(Transaction transaction, List<TransactionOutput> spent) {
        return firstFault(transaction, spent).map(InputFault::fault);
    }

    /** As {@link #verify}, with the input at which the fault is. */
    public Optional<InputFault> firstFault(Transaction transaction, List<TransactionOutput> spent) {
        if (spent.size() != transaction.inputs().size()) {
            throw new IllegalArgumentException(
                    spent.size() + " spent outputs for " + transaction.inputs().size() + " inputs");
        }
        SegwitSighash sighash = SegwitSighash.of(transaction);
        SignatureOrder order = new SignatureOrder(ecdsa);
        Template known = Template.NONE;
        for (int i = 0; i < spent.size(); i++) {
            TransactionInput input = transaction.inputs().get(i);
            TransactionOutput output = spent.get(i);
            Optional<SpendFault> fault = frameFault(input, output);
            if (fault.isPresent()) {
                return Optional.of(new InputFault(i, fault.get()));
            }
            ByteString witnessScript = last(input.witness());
            if (!known.witnessScript().equals(witnessScript)) {
                known = Template.of(witnessScript);
            }
            fault = known.stackFault(input.witness(), output.scriptPubKey());
            if (fault.isEmpty()) {
                List<ByteString> signatures =
                        input.witness().subList(1, input.witness().size() - 1);
                Sha256Hash hash = sighash.forInput(i, witnessScript, output.value());
                fault = order.verify(signatures, known.keys(), hash);
            }
            if (fault.isPresent()) {
                return Optional.of(new InputFault(i, fault.get()));
            }
        }
        return Optional.empty();
    }

    /** What is wrong around the witness script. */
    private static Optional<SpendFault> frameFault(TransactionInput input, TransactionOutput spent) {
        if (!Scripts.isP2wsh(spent.scriptPubKey())) {
            return Optional.of(SpendFault.NOT_P2WSH);
        }
        if (!input.scriptSig().isEmpty()) {
            return Optional.of(SpendFault.SCRIPT_SIG_NOT_EMPTY);
        }
        return input.witness().isEmpty() ? Optional.of(SpendFault.WITNESS_MISSING) : Optional.empty();
    }

    private static ByteString last(List<ByteString> items) {
        return items.get(items.size() - 1);
    }

    /**
     * One signature with its sighash byte, as a PSBT carries it, against one key.
     *
     * @return the fault, empty when the signature is good
     */
    public Optional<SpendFault> verifySignature(ByteString signature, ByteString publicKey, Sha256Hash hash) {
        return new SignatureOrder(ecdsa).verify(List.of(signature), List.of(publicKey), hash);
    }

    /** A witness script with what follows from it alone: inputs that share one share this. */
    private record Template(ByteString witnessScript, ByteString scriptPubKey, Optional<MultisigScript> multisig) {
        /** No script at all, which is no multisig either. */
        static final Template NONE = of(ByteString.EMPTY);

        static Template of(ByteString witnessScript) {
            return new Template(witnessScript, Scripts.p2wsh(witnessScript), MultisigScript.parse(witnessScript));
        }

        List<ByteString> keys() {
            return multisig.orElseThrow().keys();
        }

        Optional<SpendFault> stackFault(List<ByteString> witness, ByteString spent) {
            if (!scriptPubKey.equals(spent)) {
                return Optional.of(SpendFault.WITNESS_SCRIPT_MISMATCH);
            }
            if (multisig.isEmpty()) {
                return Optional.of(SpendFault.NOT_MULTISIG);
            }
            if (witness.size() != multisig.get().required() + 2) {
                return Optional.of(SpendFault.WITNESS_ITEM_COUNT);
            }
            return witness.get(0).isEmpty() ? Optional.empty() : Optional.of(SpendFault.DUMMY_NOT_EMPTY);
        }
    }
}
