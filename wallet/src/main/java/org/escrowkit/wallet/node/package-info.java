/**
 * What the node says about the chain: the {@link org.escrowkit.wallet.node.BitcoinNode} port, its JSON-RPC adapter and
 * the {@link org.escrowkit.wallet.node.ChainFollower} that turns a moving tip into steps no crash can lose.
 */
@NullMarked
package org.escrowkit.wallet.node;

import org.jspecify.annotations.NullMarked;
