package org.escrowkit.wallet.node;

import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.TransactionOutput;

/**
 * An output that the chain holds unspent.
 *
 * @param confirmations 1 if it is in the tip
 * @param coinbase whether it was mined and needs 100 confirmations
 * @param asOf the tip for which this is true
 */
public record UnspentOutput(
        Outpoint outpoint, TransactionOutput output, int confirmations, boolean coinbase, Sha256Hash asOf) {}
