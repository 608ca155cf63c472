package org.escrowkit.core.loan;

import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.Outpoint;

/** A coin at one of the loan's addresses. */
public record PledgedCoin(Outpoint outpoint, Coin value) {}
