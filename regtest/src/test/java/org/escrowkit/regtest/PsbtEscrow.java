package org.escrowkit.regtest;

import fr.acinq.secp256k1.Secp256k1;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ChildNumber;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.EcdsaSignature;
import org.escrowkit.core.bitcoin.SighashType;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtInput;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.core.vault.VaultAddress;
import org.escrowkit.wallet.keystore.MasterKey;
import org.escrowkit.wallet.sign.LocalSigner;
import org.escrowkit.wallet.sign.SigningParty;

/**
 * A vault whose keys a seed gives, and its private keys in every hand that a test may want them in: here, in this
 * library's signer, and in a descriptor for the node.
 */
final class PsbtEscrow {
    private static final BitcoinNetwork REGTEST = BitcoinNetwork.REGTEST;
    private static final Secp256k1 NATIVE = Secp256k1.get();
    private static final int[] ACCOUNT = {48, 1, 0, 2};

    private final Map<Role, byte[]> seeds = new EnumMap<>(Role.class);
    private final Map<Role, DeterministicKey> accounts = new EnumMap<>(Role.class);
    private final Map<String, byte[]> secrets = new HashMap<>();
    private final Vault vault;

    PsbtEscrow(long seed) {
        int number = 0;
        for (Role role : Role.values()) {
            byte[] own = ByteBuffer.allocate(32).putLong(seed).putInt(number).array();
            number++;
            seeds.put(role, own);
            DeterministicKey key = HDKeyDerivation.createMasterPrivateKey(own);
            for (int step : ACCOUNT) {
                key = HDKeyDerivation.deriveChildKey(key, new ChildNumber(step, true));
            }
            accounts.put(role, key);
        }
        vault = new Vault(REGTEST, account(Role.BORROWER), account(Role.LENDER), account(Role.ARBITER));
    }

    private AccountKey account(Role role) {
        try (MasterKey master = MasterKey.ofSeed(seed(role))) {
            return master.account(REGTEST, 0).publicKey();
        }
    }

    private byte[] seed(Role role) {
        return Objects.requireNonNull(seeds.get(role));
    }

    Vault vault() {
        return vault;
    }

    /** This library's signer of the party, behind its own review. */
    SigningParty party(Role role) {
        try (MasterKey master = MasterKey.ofSeed(seed(role))) {
            return SigningParty.of(role, new LocalSigner(master.account(REGTEST, 0)));
        }
    }

    /** The vault's descriptor, without a checksum, in which the keys of these parties are private. */
    String descriptor(Set<Role> owners) {
        String keys = Arrays.stream(Role.values())
                .map(role -> {
                    AccountKey account = vault.account(role);
                    String key = owners.contains(role)
                            ? Objects.requireNonNull(accounts.get(role)).serializePrivB58(REGTEST)
                            : account.xpub().toString();
                    return "[" + account.origin() + "]" + key + "/0/*";
                })
                .collect(Collectors.joining(","));
        return "wsh(sortedmulti(2," + keys + "))";
    }

    /** The Updater's work of this library for an input that spends a loan's deposit. */
    PsbtInput input(Transaction deposit, int output, int loan) {
        VaultAddress address = vault.address(loan);
        Map<PublicKey, KeyOrigin> origins = new HashMap<>();
        for (Role role : Role.values()) {
            origins.put(address.key(role), address.origin(role));
        }
        return PsbtInput.p2wsh(deposit, deposit.outputs().get(output), address.witnessScript(), origins);
    }

    Map<ExtendedPublicKey, KeyOrigin> xpubs() {
        return Arrays.stream(Role.values())
                .map(vault::account)
                .collect(Collectors.toMap(AccountKey::xpub, AccountKey::origin));
    }

    /** Every input signed by this party; input by input, the loans whose deposits they spend. */
    Psbt signed(Psbt psbt, Role role, List<Integer> loans) {
        Psbt signed = psbt;
        for (int input = 0; input < loans.size(); input++) {
            int loan = loans.get(input);
            signed = signed.withSignature(
                    input, vault.address(loan).key(role), signature(role, loan, psbt.sighash(input)));
        }
        return signed;
    }

    /** RFC 6979, low S, low R, as Bitcoin Core makes it; with the byte of SIGHASH_ALL. */
    ByteString signature(Role role, int loan, Sha256Hash hash) {
        byte[] secret = secrets.computeIfAbsent(role + " " + loan, each -> secret(role, loan));
        byte[] compact = NATIVE.sign(hash.getBytes(), secret, null);
        for (int counter = 1; compact[0] < 0; counter++) {
            byte[] entropy = ByteBuffer.allocate(32)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(counter)
                    .array();
            compact = NATIVE.sign(hash.getBytes(), secret, entropy);
        }
        return EcdsaSignature.ofCompact(compact).toDer().plus(SighashType.ALL.value());
    }

    private byte[] secret(Role role, int loan) {
        DeterministicKey branch =
                HDKeyDerivation.deriveChildKey(Objects.requireNonNull(accounts.get(role)), ChildNumber.ZERO);
        return HDKeyDerivation.deriveChildKey(branch, loan).getPrivKeyBytes();
    }
}
