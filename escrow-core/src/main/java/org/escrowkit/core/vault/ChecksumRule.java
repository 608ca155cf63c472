package org.escrowkit.core.vault;

/** Whether a descriptor must carry its BIP380 checksum. A wrong one is refused under either rule. */
public enum ChecksumRule {
    /** For text that came from elsewhere: a single mistyped character must not become another vault. */
    REQUIRED,
    /** For text that a person is still writing. */
    OPTIONAL
}
