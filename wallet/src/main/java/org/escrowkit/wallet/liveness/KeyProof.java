package org.escrowkit.wallet.liveness;

import java.util.List;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;

/**
 * A party's answer to a challenge. It says nothing until {@link KeyLiveness} has checked it.
 *
 * @param byAccount the account's, in the text of BIP322's simple form
 * @param byContractKey the contract key's, 64 bytes
 */
public record KeyProof(KeyChallenge challenge, String byAccount, ByteString byContractKey) {
    private static final int FORM = 1;
    private static final int MOST_BYTES = 2_000;
    private static final int MOST_SIGNATURE = 64;
    private static final int NONCE = 16;
    private static final List<Role> ROLES = List.of(Role.BORROWER, Role.LENDER, Role.ARBITER);

    /** Whether both keys have signed the challenge. */
    public boolean isBy(AccountKey account, ByteString contractKey) {
        return challenge.forAccount(account).isSignedBy(byAccount)
                && challenge.forContractKey().isSignedBy(contractKey, byContractKey);
    }

    /** The one form of it in bytes, to be kept and shown later. */
    public ByteString encode() {
        return new FormWriter()
                .tag(FORM)
                .raw(challenge.contract().hash())
                .tag(ROLES.indexOf(challenge.role()))
                .second(challenge.at())
                .raw(challenge.nonce())
                .text(byAccount)
                .bytes(byContractKey)
                .written();
    }

    /** @throws MalformedException unless these are the bytes of a proof; nothing is verified */
    public static KeyProof decode(ByteString bytes) {
        return FormReader.all(bytes, "proof of possession", FORM, MOST_BYTES, KeyProof::read, KeyProof::encode);
    }

    private static KeyProof read(FormReader in) {
        ContractFingerprint contract = new ContractFingerprint(in.raw(ContractFingerprint.SIZE));
        int role = in.tag();
        if (role >= ROLES.size()) {
            throw in.malformed("no party has the number " + role);
        }
        KeyChallenge challenge = new KeyChallenge(contract, ROLES.get(role), in.second(), in.raw(NONCE));
        return new KeyProof(challenge, in.text(), in.bytes(MOST_SIGNATURE));
    }
}
