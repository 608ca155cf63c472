package org.escrowkit.regtest;

import java.security.SecureRandom;
import java.util.List;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.vault.Addresses;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonValue;

/**
 * Moves a regtest chain: mines blocks, pays addresses from a wallet of the node's own, and takes blocks back. Failures
 * are those of the RPC client.
 *
 * <p>Each call of a mining method pays its blocks to a new address unless told otherwise: a block mined again in the
 * same second to the same address could be the very block that was just taken back.
 */
public final class RegtestChain {

    private static final String WALLET = "fund";
    private static final int COINBASE_MATURITY = 100;

    /**
     * Wallets set back a locktime by up to 99 blocks at random, and Bitcoin Knots takes a transaction with locktime 21
     * for one of a protocol that it does not relay.
     */
    private static final int BLOCKS_OF_NOBODY = 20;

    private static final int PROGRAM_SIZE = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JsonRpcClient node;
    private final JsonRpcClient wallet;

    private RegtestChain(JsonRpcClient node) {
        this.node = node;
        this.wallet = node.forWallet(WALLET);
    }

    /** Gives the node a wallet with one block's reward to spend (50 BTC on a fresh chain), by mining 121 blocks. */
    public static RegtestChain funded(RegtestNode regtestNode) {
        RegtestChain chain = new RegtestChain(regtestNode.rpc());
        chain.node.call("createwallet", WALLET);
        chain.mineTo(addressOfNobody(), BLOCKS_OF_NOBODY);
        chain.mine(COINBASE_MATURITY + 1);
        return chain;
    }

    public int height() {
        return node.call("getblockcount").asInt();
    }

    public Sha256Hash tip() {
        return Sha256Hash.wrap(node.call("getbestblockhash").asString());
    }

    /**
     * A new P2WPKH address of the node's wallet, which may spend what is paid there to {@link #pay} for something else.
     */
    public Address newAddress() {
        return Addresses.parse(wallet.call("getnewaddress", "", "bech32").asString(), BitcoinNetwork.REGTEST);
    }

    /** A new P2WPKH address to which nobody has the key: what is paid there stays there to be counted. */
    public static Address addressOfNobody() {
        byte[] program = new byte[PROGRAM_SIZE];
        RANDOM.nextBytes(program);
        return SegwitAddress.fromProgram(BitcoinNetwork.REGTEST, 0, program);
    }

    /** What an address holds in the chain, by the node's own set of unspent outputs. */
    public Coin held(Address address) {
        return Coin.ofBtc(node.call("scantxoutset", "start", List.of("addr(" + address + ")"))
                .get("total_amount")
                .asDecimal());
    }

    /** What a transaction in the chain leaves to the miners, as the node tells it. */
    public Coin fee(Sha256Hash txid) {
        return Coin.ofBtc(
                node.call("getrawtransaction", txid.toString(), 2).get("fee").asDecimal());
    }

    /** Mines blocks for the node's wallet, with what the mempool holds; the new blocks' hashes, lowest first. */
    public List<Sha256Hash> mine(int blocks) {
        return mineTo(newAddress(), blocks);
    }

    /** As {@link #mine}, the rewards going to {@code address} (spendable after 100 further blocks). */
    public List<Sha256Hash> mineTo(Address address, int blocks) {
        return node.call("generatetoaddress", blocks, address.toString()).elements().stream()
                .map(hash -> Sha256Hash.wrap(hash.asString()))
                .toList();
    }

    /** Mines one block with no transaction but its coinbase, whatever the mempool holds. */
    public Sha256Hash mineEmpty() {
        JsonValue block = node.call("generateblock", newAddress().toString(), List.of());
        return Sha256Hash.wrap(block.get("hash").asString());
    }

    /** Pays from the node's wallet into the mempool; the transaction's id. */
    public Sha256Hash pay(Address address, Coin amount) {
        return Sha256Hash.wrap(wallet.call("sendtoaddress", address.toString(), amount.toPlainString())
                .asString());
    }

    /**
     * Replaces the topmost {@code depth} blocks by {@code depth + 1} empty ones, so that their transactions wait in the
     * mempool again.
     *
     * @return the hash of the new tip
     */
    public Sha256Hash reorg(int depth) {
        takeBack(depth);
        Sha256Hash tip = mineEmpty();
        for (int i = 0; i < depth; i++) {
            tip = mineEmpty();
        }
        return tip;
    }

    /**
     * Replaces the topmost {@code depth} blocks by {@code depth + 1} others, the first of which holds their
     * transactions again.
     *
     * @return the hash of the new tip
     */
    public Sha256Hash reorgKeepingTransactions(int depth) {
        takeBack(depth);
        List<Sha256Hash> mined = mine(depth + 1);
        return mined.get(mined.size() - 1);
    }

    private void takeBack(int depth) {
        int height = height();
        if (depth < 1 || depth > height) {
            throw new IllegalArgumentException("depth must be 1 to " + height + ", the height, not " + depth);
        }
        invalidate(Sha256Hash.wrap(node.call("getblockhash", height - depth + 1).asString()));
    }

    /** Makes the node refuse the block and all above it; the chain ends below it. */
    public void invalidate(Sha256Hash block) {
        node.call("invalidateblock", block.toString());
    }

    /** Takes back {@link #invalidate}; the node follows the branch with the most work again. */
    public void reconsider(Sha256Hash block) {
        node.call("reconsiderblock", block.toString());
    }
}
