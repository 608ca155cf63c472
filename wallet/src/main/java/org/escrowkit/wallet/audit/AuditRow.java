package org.escrowkit.wallet.audit;

import java.time.Instant;
import org.escrowkit.core.bitcoin.ByteString;

/**
 * One row of an {@link AuditLog}.
 *
 * @param number from 1 on, without a gap
 * @param at when, by the clock of who wrote it
 * @param kind what it is, a word of whoever writes the log
 * @param body what was written
 * @param hash over this row and all before it, 32 bytes
 */
public record AuditRow(long number, Instant at, String kind, ByteString body, ByteString hash) {}
