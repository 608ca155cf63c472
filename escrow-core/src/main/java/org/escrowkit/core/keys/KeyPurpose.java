package org.escrowkit.core.keys;

/**
 * What kind of script an extended key is for, as the prefix of its text may say (SLIP-132). {@code xpub} and
 * {@code tpub} say nothing since output descriptors (BIP380) and serve every purpose; a key of any other prefix serves
 * its own alone. Its owner's wallet would look for the coins under another script, and not find them.
 */
public enum KeyPurpose {
    /** {@code ypub}, {@code upub}. */
    P2SH_P2WPKH,
    /** {@code zpub}, {@code vpub}. */
    P2WPKH,
    /** {@code Ypub}, {@code Upub}: multisig. */
    P2SH_P2WSH,
    /** {@code Zpub}, {@code Vpub}: multisig, as in this library's vaults. */
    P2WSH
}
