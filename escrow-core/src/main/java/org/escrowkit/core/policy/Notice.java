package org.escrowkit.core.policy;

import java.time.Instant;
import org.escrowkit.core.vault.ContractFingerprint;

/**
 * That a loan's state demands a settlement.
 *
 * @param contract of the loan
 * @param kind of settlement, by the name of its intent
 * @param since when the signer knows
 */
public record Notice(ContractFingerprint contract, String kind, Instant since) {}
