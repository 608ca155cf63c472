package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.VAULT;
import static org.escrowkit.core.settlement.WalletFiles.GLOBAL_XPUB;
import static org.escrowkit.core.settlement.WalletFiles.IN_BIP32_DERIVATION;
import static org.escrowkit.core.settlement.WalletFiles.IN_WITNESS_SCRIPT;
import static org.escrowkit.core.settlement.WalletFiles.all;
import static org.escrowkit.core.settlement.WalletFiles.forEach;
import static org.escrowkit.core.settlement.WalletFiles.forEachInput;
import static org.escrowkit.core.settlement.WalletFiles.keysOf;
import static org.escrowkit.core.settlement.WalletFiles.only;
import static org.escrowkit.core.settlement.WalletFiles.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.vault.Role;
import org.junit.jupiter.api.Test;

/** As {@link WalletChecklistTest}: whose keys, and whose outputs. */
class WalletKeysChecklistTest {
    private static final int COLDCARD_MOST_PATH = 12;
    private static final int COLDCARD_MOST_SIGNERS = 15;

    /** Coldcard's {@code validate_script}: BIP67, strictly ascending. */
    @Test
    void theKeysOfTheScriptAreInBip67Order() {
        forEachInput((input, map) -> {
            List<ByteString> keys = keysOf(only(map, IN_WITNESS_SCRIPT));
            assertTrue(keys.get(0).compareTo(keys.get(1)) < 0 && keys.get(1).compareTo(keys.get(2)) < 0);
        });
    }

    /**
     * Coldcard's {@code validate_script} and {@code assert_matching}: an origin for every key of the script and for no
     * other. Caravan's {@code filterRelevantBip32Derivations} looks for the signer's fingerprint and path among them.
     */
    @Test
    void everyKeyOfTheScriptHasItsOriginAndNoOtherHas() {
        forEachInput((input, map) -> assertEquals(
                new HashSet<>(keysOf(only(map, IN_WITNESS_SCRIPT))),
                all(map, IN_BIP32_DERIVATION).keySet()));
    }

    /**
     * All three: an origin is 4 bytes of the master's fingerprint and 4 of each step. Coldcard takes a fingerprint of
     * zero for its own, and at most 12 numbers ({@code MAX_PATH_DEPTH}, the fingerprint counted).
     */
    @Test
    void originsAreAFingerprintAndAFullPath() {
        forEachInput((input, map) -> all(map, IN_BIP32_DERIVATION).values().forEach(origin -> {
            assertEquals(0, origin.size() % 4);
            assertTrue(origin.size() / 4 <= COLDCARD_MOST_PATH);
            assertFalse(origin.slice(0, 4).toHex().equals("00000000"));
            assertEquals(4 + 2, path(origin).size(), "the account's steps, the branch and the loan's number");
        }));
    }

    /** Coldcard's {@code matching_subpaths}: the wallet's own path, then unhardened steps alone. */
    @Test
    void originsBeginWithTheAccountsPathAndGoOnUnhardened() {
        forEachInput((input, map) -> {
            Set<ByteString> accounts = new HashSet<>();
            all(map, IN_BIP32_DERIVATION).values().forEach(origin -> {
                accounts.add(origin.slice(0, origin.size() - 8));
                path(origin).subList(4, 6).forEach(step -> assertTrue(step >= 0, () -> "hardened step " + step));
            });
            Set<ByteString> global = new HashSet<>();
            forEach(psbt -> global.addAll(all(psbt.global(), GLOBAL_XPUB).values()));
            assertEquals(global, accounts);
        });
    }

    /** drongo's {@code matchDerivation}: below an account two steps, the first 0 (receive) or 1 (change). */
    @Test
    void belowTheAccountStandTheReceivingBranchAndTheIndex() {
        forEachInput((input, map) -> all(map, IN_BIP32_DERIVATION)
                .values()
                .forEach(origin -> assertEquals(
                        List.of(0, TERMS.loanNumber()), path(origin).subList(4, 6))));
    }

    /** Coldcard's {@code validate_script} derives each key of the script from the co-signer's account; so do others. */
    @Test
    void everyKeyFollowsFromAGlobalKeyAlongItsOrigin() {
        forEach(psbt -> {
            Map<ByteString, ExtendedPublicKey> accounts = new LinkedHashMap<>();
            all(psbt.global(), GLOBAL_XPUB)
                    .forEach((xpub, origin) -> accounts.put(origin, ExtendedPublicKey.parse(xpub)));
            psbt.inputs()
                    .forEach(map -> all(map, IN_BIP32_DERIVATION).forEach((key, origin) -> {
                        ExtendedPublicKey account = accounts.get(origin.slice(0, origin.size() - 8));
                        List<Integer> steps = path(origin).subList(4, 6);
                        assertEquals(
                                key,
                                Optional.ofNullable(account)
                                        .orElseThrow()
                                        .child(steps.get(0))
                                        .childKey(steps.get(1))
                                        .bytes());
                    }));
        });
    }

    /** Coldcard's {@code handle_xpubs} and {@code import_from_psbt}: as many global keys as co-signers, at most 15. */
    @Test
    void thereIsOneGlobalKeyForEveryCosigner() {
        forEach(psbt -> {
            assertEquals(3, all(psbt.global(), GLOBAL_XPUB).size());
            assertTrue(3 <= COLDCARD_MOST_SIGNERS);
            Set<String> theirs = new HashSet<>();
            all(psbt.global(), GLOBAL_XPUB)
                    .keySet()
                    .forEach(xpub -> theirs.add(ExtendedPublicKey.parse(xpub).toString()));
            Set<String> ours = new HashSet<>();
            for (Role role : Role.values()) {
                ours.add(VAULT.account(role).xpub().toString());
            }
            assertEquals(ours, theirs);
        });
    }

    /** Coldcard's {@code check_xpub}: a depth that is the path's length, and a fingerprint that is not zero. */
    @Test
    void theDepthOfAGlobalKeyIsTheLengthOfItsPath() {
        forEach(psbt -> all(psbt.global(), GLOBAL_XPUB).forEach((xpub, origin) -> {
            assertEquals(path(origin).size(), xpub.at(4));
            assertEquals(
                    xpub.slice(9, 13), bigEndian(path(origin).get(path(origin).size() - 1)));
            assertFalse(origin.slice(0, 4).toHex().equals("00000000"));
        }));
    }

    private static ByteString bigEndian(int number) {
        return new ByteWriter().writeInt32(Integer.reverseBytes(number)).toByteString();
    }

    /**
     * drongo's {@code ExtendedKey} and Coldcard's {@code check_xpub}: BIP32's own version bytes of the network, here a
     * test network's tpub, and not SLIP-132's. bip174's {@code globalXpub}: a compressed key.
     */
    @Test
    void globalKeysAreInBip32sOwnForm() {
        forEach(psbt -> all(psbt.global(), GLOBAL_XPUB).keySet().forEach(xpub -> {
            assertEquals("043587cf", xpub.slice(0, 4).toHex());
            assertTrue(xpub.at(45) == 2 || xpub.at(45) == 3);
        }));
    }

    /** docs/limitations.md of Coldcard: co-signers' fingerprints differ. Ours do, but no rule of ours says so. */
    @Test
    void fingerprintsOfTheCosignersDiffer() {
        forEach(psbt -> assertEquals(
                3,
                all(psbt.global(), GLOBAL_XPUB).values().stream()
                        .map(origin -> origin.slice(0, 4))
                        .distinct()
                        .count()));
    }

    /**
     * Coldcard, docs/limitations.md: an output with paths claims to be change, and is taken for fraud where it is not.
     * None of ours is: every output leaves the vault.
     */
    @Test
    void noOutputClaimsToBeChange() {
        forEach(psbt -> psbt.outputs().forEach(output -> assertEquals(Map.of(), output)));
    }
}
