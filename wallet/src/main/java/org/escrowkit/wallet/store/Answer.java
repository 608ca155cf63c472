package org.escrowkit.wallet.store;

import java.util.Optional;
import org.escrowkit.core.bitcoin.ByteString;

/**
 * What was answered to a command that came with a key.
 *
 * @param key the caller's, for this command alone
 * @param request by which the same command is known again, 32 bytes
 * @param version of the loan after it
 * @param refusal why it was refused, if it was
 */
public record Answer(String key, ByteString request, long version, Optional<String> refusal) {}
