package org.escrowkit.core.policy;

import org.escrowkit.core.ledger.Deposit;
import org.escrowkit.core.vault.VaultAddress;

/** A coin that is to be spent, and where it lies. */
record DemandedCoin(Deposit deposit, VaultAddress escrow) {}
