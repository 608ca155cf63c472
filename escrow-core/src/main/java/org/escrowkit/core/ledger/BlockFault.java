package org.escrowkit.core.ledger;

/** Why a block, well-formed or not, is not the one that was asked for. */
public enum BlockFault {
    /** Its header has another hash. */
    OTHER_HASH,

    /** It stands on another block. */
    OTHER_PREVIOUS,

    /** The target that it claims is no number above zero, or is easier than its chain allows. */
    BAD_TARGET,

    /** Its hash is above the target that it claims. */
    TOO_LITTLE_WORK,

    /** Its transactions are not those that its header commits to. */
    OTHER_TRANSACTIONS,

    /** Transactions repeat in such a way that the Merkle root is that of fewer ones (CVE-2012-2459). */
    REPEATED_TRANSACTIONS,

    /**
     * It does not begin with a coinbase, as when inner nodes of its tree are shown as transactions (CVE-2017-12842).
     */
    NO_COINBASE
}
