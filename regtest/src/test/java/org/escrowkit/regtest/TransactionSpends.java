package org.escrowkit.regtest;

import fr.acinq.secp256k1.Secp256k1;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.SegwitSighash;
import org.escrowkit.core.bitcoin.SighashType;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;

/** A 2-of-3 escrow with keys that a seed gives, and its spends: honest, or with something wrong in the witness. */
final class TransactionSpends {
    /** What a spend is like. The node takes the first two; of these we refuse the second on purpose. */
    enum Kind {
        HONEST,
        OTHER_SIGHASH_TYPE,
        WRONG_ORDER,
        ONE_SIGNER_TWICE,
        STRANGER,
        HIGH_S,
        WRONG_SIGHASH_BYTE,
        WRONG_AMOUNT,
        TRUNCATED,
        PADDED_DER,
        EXTRA_ITEM,
        FILLED_DUMMY,
        OTHER_SCRIPT
    }

    private static final Secp256k1 NATIVE = Secp256k1.get();

    /** In the order of their public keys, which is the script's. */
    private final List<byte[]> secrets;

    private final byte[] stranger;
    final ByteString script;

    TransactionSpends(Random random) {
        Map<ByteString, byte[]> keys = new TreeMap<>();
        while (keys.size() < 3) {
            byte[] secret = secret(random);
            keys.put(ByteString.of(NATIVE.pubKeyCompress(NATIVE.pubkeyCreate(secret))), secret);
        }
        secrets = List.copyOf(keys.values());
        stranger = secret(random);
        script = MultisigScript.sorted(2, List.copyOf(keys.keySet())).toScript();
    }

    Address address() {
        return Scripts.segwitAddress(Scripts.p2wsh(script), BitcoinNetwork.REGTEST)
                .orElseThrow();
    }

    /** One input, one output of this script, a thousand satoshi for the miners. */
    Transaction unsigned(Outpoint outpoint, TransactionOutput coin, ByteString payee) {
        Coin paid = coin.value().subtract(Coin.valueOf(1_000));
        return new Transaction(
                Transaction.VERSION_2,
                List.of(TransactionInput.unsigned(outpoint, TransactionInput.SEQUENCE_REPLACEABLE)),
                List.of(new TransactionOutput(paid, payee)),
                0);
    }

    Transaction signed(Kind kind, Transaction unsigned, Coin value, Random random) {
        Coin amount = kind == Kind.WRONG_AMOUNT ? value.add(Coin.SATOSHI) : value;
        SighashType type = kind == Kind.OTHER_SIGHASH_TYPE
                ? List.of(SighashType.values()).get(1 + random.nextInt(5))
                : SighashType.ALL;
        Sha256Hash hash = SegwitSighash.of(unsigned).forInput(0, script, amount, type);
        int one = random.nextInt(2);
        int other = one + 1 + random.nextInt(2 - one);
        ByteString first = sign(secrets.get(one), hash, type);
        ByteString second = sign(secrets.get(other), hash, type);
        ByteString empty = ByteString.EMPTY;
        List<ByteString> stack = switch (kind) {
            case WRONG_ORDER -> List.of(empty, second, first, script);
            case ONE_SIGNER_TWICE -> List.of(empty, first, first, script);
            case STRANGER -> List.of(empty, first, sign(stranger, hash, type), script);
            case HIGH_S -> List.of(empty, highS(first), second, script);
            case WRONG_SIGHASH_BYTE -> List.of(empty, first, cut(second, 1).plus(2 + random.nextInt(254)), script);
            case TRUNCATED -> List.of(empty, cut(first, 1 + random.nextInt(20)), second, script);
            case PADDED_DER -> List.of(empty, first, padded(second), script);
            case EXTRA_ITEM -> List.of(empty, empty, first, second, script);
            case FILLED_DUMMY -> List.of(ByteString.of((byte) random.nextInt(2)), first, second, script);
            case OTHER_SCRIPT -> List.of(empty, first, second, script.plus(0x61));
            default -> List.of(empty, first, second, script);
        };
        return unsigned.withWitnesses(List.of(stack));
    }

    private static byte[] secret(Random random) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        secret[0] &= 0x7f;
        return secret;
    }

    private static ByteString sign(byte[] secret, Sha256Hash hash, SighashType type) {
        return EcdsaSignature.ofCompact(NATIVE.sign(hash.getBytes(), secret, null))
                .toDer()
                .plus(type.value());
    }

    private static ByteString cut(ByteString bytes, int count) {
        return bytes.slice(0, bytes.size() - count);
    }

    private static ByteString highS(ByteString signature) {
        EcdsaSignature low = EcdsaSignature.parseDer(cut(signature, 1));
        var order = new java.math.BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
        return new EcdsaSignature(low.r(), order.subtract(low.s())).toDer().plus(signature.at(signature.size() - 1));
    }

    /** A zero before S that BIP66 does not allow. */
    private static ByteString padded(ByteString signature) {
        List<Byte> bytes = new ArrayList<>();
        for (byte each : signature.toByteArray()) {
            bytes.add(each);
        }
        int lengthOfS = 5 + bytes.get(3);
        bytes.set(1, (byte) (bytes.get(1) + 1));
        bytes.set(lengthOfS, (byte) (bytes.get(lengthOfS) + 1));
        bytes.add(lengthOfS + 1, (byte) 0);
        return ByteString.of(com.google.common.primitives.Bytes.toArray(bytes));
    }
}
