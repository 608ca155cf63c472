package org.escrowkit.core.vault;

import com.google.common.collect.ImmutableMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bitcoinj.base.SegwitAddress;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.SpendWeight;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.keys.KeyFault;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;

/**
 * Where the collateral of one loan lies: the vault's address at the loan's index, the script behind it, and whose key
 * is which in it.
 *
 * @param vault that derives it
 * @param index the loan's number, 0 to 2³¹−1
 * @param address P2WSH, for the vault's network
 * @param witnessScript {@code 2 <key> <key> <key> 3 OP_CHECKMULTISIG}, keys in BIP67 order
 * @param keys of each role, at this index
 * @param origins of each key, down to this index, as signing devices want them in a PSBT
 */
public record VaultAddress(
        Vault vault,
        int index,
        SegwitAddress address,
        ByteString witnessScript,
        Map<Role, PublicKey> keys,
        Map<Role, KeyOrigin> origins) {
    /** Signatures that a spend needs. */
    public static final int REQUIRED_SIGNATURES = 2;

    /** @throws KeyException unless the keys are three, and distinct */
    public VaultAddress {
        keys = ImmutableMap.copyOf(keys);
        if (new HashSet<>(keys.values()).size() != Role.values().length) {
            throw new KeyException(KeyFault.DUPLICATE, "not three keys, one of each role, at loan " + index);
        }
        origins = ImmutableMap.copyOf(origins);
    }

    static VaultAddress of(Vault vault, int index, Map<Role, PublicKey> keys, Map<Role, KeyOrigin> origins) {
        ByteString witnessScript = MultisigScript.sorted(
                        REQUIRED_SIGNATURES,
                        keys.values().stream().map(PublicKey::bytes).toList())
                .toScript();
        byte[] program = Scripts.p2wsh(witnessScript).slice(2, 34).toByteArray();
        return new VaultAddress(
                vault, index, SegwitAddress.fromProgram(vault.network(), 0, program), witnessScript, keys, origins);
    }

    public ByteString scriptPubKey() {
        return Scripts.p2wsh(witnessScript);
    }

    public PublicKey key(Role role) {
        return Objects.requireNonNull(keys.get(role));
    }

    public KeyOrigin origin(Role role) {
        return Objects.requireNonNull(origins.get(role));
    }

    /** Whose key this is, if it is one of the three. */
    public Optional<Role> roleOf(PublicKey key) {
        return keys.entrySet().stream()
                .filter(entry -> entry.getValue().equals(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The weight of the witness that spends one coin of this address, whoever of the three signs. */
    public SpendWeight witnessWeight() {
        return SpendWeight.ofWitness(MultisigScript.parse(witnessScript).orElseThrow());
    }
}
