package org.escrowkit.core.keys;

import org.jspecify.annotations.Nullable;

/** The version bytes of extended keys that BIP32 and SLIP-132 register for Bitcoin, by the letter their text shows. */
enum KeyPrefix {
    XPUB('x', 0x0488b21e, 0x0488ade4, true, null),
    YPUB('y', 0x049d7cb2, 0x049d7878, true, KeyPurpose.P2SH_P2WPKH),
    ZPUB('z', 0x04b24746, 0x04b2430c, true, KeyPurpose.P2WPKH),
    YPUB_MULTISIG('Y', 0x0295b43f, 0x0295b005, true, KeyPurpose.P2SH_P2WSH),
    ZPUB_MULTISIG('Z', 0x02aa7ed3, 0x02aa7a99, true, KeyPurpose.P2WSH),
    TPUB('t', 0x043587cf, 0x04358394, false, null),
    UPUB('u', 0x044a5262, 0x044a4e28, false, KeyPurpose.P2SH_P2WPKH),
    VPUB('v', 0x045f1cf6, 0x045f18bc, false, KeyPurpose.P2WPKH),
    UPUB_MULTISIG('U', 0x024289ef, 0x024285b5, false, KeyPurpose.P2SH_P2WSH),
    VPUB_MULTISIG('V', 0x02575483, 0x02575048, false, KeyPurpose.P2WSH);

    private final char letter;
    private final int publicVersion;
    private final int privateVersion;
    private final boolean mainnet;
    private final @Nullable KeyPurpose purpose;

    KeyPrefix(char letter, int publicVersion, int privateVersion, boolean mainnet, @Nullable KeyPurpose purpose) {
        this.letter = letter;
        this.publicVersion = publicVersion;
        this.privateVersion = privateVersion;
        this.mainnet = mainnet;
        this.purpose = purpose;
    }

    /** @throws KeyException for a private key's version, and for one that is not registered */
    static KeyPrefix ofVersion(int version) {
        for (KeyPrefix prefix : values()) {
            if (version == prefix.publicVersion) {
                return prefix;
            }
            if (version == prefix.privateVersion) {
                throw new KeyException(KeyFault.PRIVATE, prefix.letter + "prv: a private key stays with its owner");
            }
        }
        throw new KeyException(KeyFault.NOT_AN_EXTENDED_KEY, "no registered version of extended keys");
    }

    /**
     * @param wanted null where no prefix may state a purpose
     * @throws KeyException unless keys of this prefix serve the purpose
     */
    void requireServes(@Nullable KeyPurpose wanted) {
        if (purpose != null && purpose != wanted) {
            throw new KeyException(KeyFault.WRONG_SCRIPT_TYPE, this + " is a key for " + purpose + " scripts");
        }
    }

    boolean mainnet() {
        return mainnet;
    }

    int publicVersion() {
        return publicVersion;
    }

    /** As the text of such a key begins. */
    @Override
    public String toString() {
        return letter + "pub";
    }
}
