package org.escrowkit.wallet.store;

import org.escrowkit.core.bitcoin.ByteString;

/**
 * Something that a subscriber is to be told.
 *
 * @param version of the loan that it belongs to
 * @param place among the notices of that version, from 0 on
 */
public record Notice(LoanId loan, long version, int place, ByteString payload) {}
