package org.escrowkit.core.keys;

import java.util.Base64;
import java.util.List;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.internal.CryptoUtils;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;

/**
 * A message to be signed for the P2WPKH address of one key (BIP322, the simple form): the witness of a virtual
 * transaction. That transaction spends the output of another one the input of which does not exist, so what is signed
 * here is never valid as a spend of any coin.
 *
 * @param key behind the address
 * @param message as its bytes are, which are UTF-8 where it is text
 */
public record AddressMessage(PublicKey key, ByteString message) {
    private static final String PREFIX = "smp";
    private static final int MOST_LETTERS = 300;
    private static final int PUSH_32 = 0x20;
    private static final int OP_RETURN = 0x6a;

    /** The transaction that puts the message before the key. */
    Transaction toSpend() {
        ByteString commitment = new ByteWriter()
                .writeByte(0)
                .writeByte(PUSH_32)
                .write(messageHash())
                .toByteString();
        TransactionInput nothing =
                new TransactionInput(new Outpoint(Sha256Hash.ZERO_HASH, 0xffff_ffffL), commitment, 0, List.of());
        return new Transaction(0, List.of(nothing), List.of(new TransactionOutput(Coin.ZERO, program())), 0);
    }

    byte[] messageHash() {
        return TaggedHash.of("BIP0322-signed-message", message.toByteArray());
    }

    /** The transaction of which the signature is the witness. */
    Transaction toSign() {
        TransactionInput input = TransactionInput.unsigned(toSpend().outpoint(0), 0);
        return new Transaction(
                0, List.of(input), List.of(new TransactionOutput(Coin.ZERO, ByteString.of((byte) OP_RETURN))), 0);
    }

    /** {@code OP_0 <hash160(key)>} (BIP141). */
    ByteString program() {
        return new ByteWriter().writeByte(0).writeByte(20).write(keyHash()).toByteString();
    }

    private byte[] keyHash() {
        return CryptoUtils.sha256hash160(key.bytes().toByteArray());
    }

    /** What the key's owner signs (BIP143, SIGHASH_ALL). */
    public Sha256Hash sighash() {
        ByteString scriptCode = new ByteWriter()
                .write(new byte[] {0x76, (byte) 0xa9, 20})
                .write(keyHash())
                .write(new byte[] {(byte) 0x88, (byte) 0xac})
                .toByteString();
        return SegwitSighash.of(toSign()).forInput(0, scriptCode, Coin.ZERO);
    }

    /** The text of a signature, with the prefix of its form. */
    public String toText(EcdsaSignature signature) {
        ByteWriter out = new ByteWriter();
        Transaction.writeWitness(List.of(signature.toDer().plus(SegwitSighash.SIGHASH_ALL), key.bytes()), out);
        return PREFIX + Base64.getEncoder().encodeToString(out.toByteArray());
    }

    /**
     * Whether this text is the key's signature of the message: strict DER, low S, SIGHASH_ALL.
     *
     * @param text with its prefix, or without one as signers wrote it before the BIP was final
     * @return false for whatever is none; never an exception
     */
    public boolean isSignedBy(String text) {
        if (text.length() > MOST_LETTERS) {
            return false;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(3) : text);
            ByteReader in = ByteReader.of(bytes, "signed message");
            List<ByteString> witness = Transaction.readWitness(in, 2);
            in.expectEnd();
            return witness.size() == 2 && witness.get(1).equals(key.bytes()) && isGood(witness.get(0));
        } catch (IllegalArgumentException noSignature) {
            return false;
        }
    }

    private boolean isGood(ByteString signature) {
        int last = signature.size() - 1;
        if (last < 0 || signature.at(last) != SegwitSighash.SIGHASH_ALL) {
            return false;
        }
        EcdsaSignature numbers = EcdsaSignature.parseDer(signature.slice(0, last));
        return numbers.isLowS() && Curve.verifier().verify(sighash(), numbers, key.bytes());
    }
}
