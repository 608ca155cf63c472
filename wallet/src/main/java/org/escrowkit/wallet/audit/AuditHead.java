package org.escrowkit.wallet.audit;

import org.escrowkit.core.bitcoin.ByteString;

/**
 * The last row of a log, to be kept elsewhere: whoever has it notices when the log is replaced by an older copy.
 *
 * @param number 0 before the first row
 * @param hash 32 bytes
 */
public record AuditHead(long number, ByteString hash) {
    /** Of a log without rows. */
    public static final AuditHead NONE = new AuditHead(0, ByteString.of(new byte[32]));
}
