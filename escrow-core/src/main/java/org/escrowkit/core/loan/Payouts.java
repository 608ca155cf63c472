package org.escrowkit.core.loan;

import java.util.Optional;
import org.bitcoinj.base.Address;

/**
 * Where each party's share goes.
 *
 * @param arbiter none where the arbiter takes no share
 */
public record Payouts(Address borrower, Address lender, Optional<Address> arbiter) {}
