package org.escrowkit.examples.demo;

import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;

/**
 * What an address must hold when a loan is over, by the story's own arithmetic.
 *
 * @param owner whose address it is, for people
 */
record Balance(int loanNumber, String owner, Address address, Coin expected) {}
