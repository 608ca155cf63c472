package org.escrowkit.wallet.node;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Transaction;

/**
 * What Escrowkit needs of a full node, and no more. An implementation guarantees:
 *
 * <ul>
 *   <li>an answer is about the right network, and what is returned under a hash or txid has that hash or txid: it was
 *       computed from the bytes, not copied from the reply;
 *   <li>empty means that the node does not know the thing asked for, never that the call failed;
 *   <li>a failed call is an {@link RpcException} of the subtype that says what may be done next;
 *   <li>nothing is cached: each answer is the node's view at that moment, and two calls may see two different tips;
 *   <li>it is safe for use by many threads.
 * </ul>
 *
 * <p>Hashes and txids are in the order in which they are shown.
 */
public interface BitcoinNode {
    /** The most headers that one call asks for. */
    int MOST_HEADERS = 2_000;

    /** The node's best chain and how far its sync is. */
    ChainInfo chainInfo();

    /** The block at this height of the best chain; empty above its tip. */
    Optional<Sha256Hash> blockHash(int height);

    /** A header and its place, on the best chain or off it. */
    Optional<HeaderInfo> header(Sha256Hash hash);

    /**
     * The headers of the best chain from this block upwards, that of the block itself first; each names the one before
     * it. Empty if the block is not on the best chain.
     *
     * @param most from 1 to {@value #MOST_HEADERS}; fewer come where the chain ends
     */
    List<BlockHeader> headers(Sha256Hash from, int most);

    /**
     * A block's bytes, which begin with the header of this hash and are the caller's to keep. A block whose header is
     * known but whose data was pruned is {@link RpcException.Rejected} (-1, with the word "pruned").
     */
    Optional<byte[]> block(Sha256Hash hash);

    /** The txids in the node's mempool and the sequence number of that state. */
    MempoolView mempool();

    /** Those of these transactions that are in the mempool now, by txid. */
    Map<Sha256Hash, Transaction> mempoolTransactions(Collection<Sha256Hash> txids);

    /** A transaction that is in the mempool now. */
    default Optional<Transaction> mempoolTransaction(Sha256Hash txid) {
        return Optional.ofNullable(mempoolTransactions(Set.of(txid)).get(txid));
    }

    /** A transaction of this block; empty also when the block is unknown. */
    Optional<Transaction> blockTransaction(Sha256Hash txid, Sha256Hash blockHash);

    /** Whether the node would take this transaction into its mempool. Sends nothing. */
    MempoolVerdict testMempoolAccept(Transaction transaction);

    /**
     * Gives a transaction to the network. May be repeated: one that is already in the mempool or in the chain with an
     * output unspent is a success. One whose outputs are all spent again is rejected (-25) as if its inputs were
     * missing.
     *
     * <p>After {@link RpcException.OutcomeUnknown} look for it, or just send the same bytes again.
     *
     * @return its txid
     */
    Sha256Hash broadcast(Transaction transaction);

    /** The rate that should confirm within this many blocks (1 to 1008); empty while the node has seen too little. */
    Optional<FeeRate> estimateFeeRate(int targetBlocks);

    /** A confirmed output that no block has spent; what the mempool spends still counts as unspent. */
    Optional<UnspentOutput> unspentOutput(Outpoint outpoint);
}
