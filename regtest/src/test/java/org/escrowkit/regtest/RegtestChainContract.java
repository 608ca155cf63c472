package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.wallet.node.JsonValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The chain helper against a real node. */
abstract class RegtestChainContract extends OnNode {

    private @Nullable RegtestChain shared;

    @Override
    void prepare() {
        shared = RegtestChain.funded(node());
        assertEquals(121, chain().height());
    }

    private RegtestChain chain() {
        return Objects.requireNonNull(shared);
    }

    private boolean inMempool(Sha256Hash txid) {
        return node().rpc().call("getrawmempool").elements().stream()
                .anyMatch(entry -> entry.asString().equals(txid.toString()));
    }

    /** The block that holds a transaction, if one does. */
    private Optional<Sha256Hash> blockOf(Sha256Hash txid) {
        return node().rpc()
                .call("getrawtransaction", txid.toString(), true)
                .find("blockhash")
                .map(hash -> Sha256Hash.wrap(hash.asString()));
    }

    private Sha256Hash payment() {
        return chain().pay(chain().newAddress(), Coin.valueOf(12_345_678));
    }

    @Test
    void aPaymentWaitsInTheMempoolUntilABlockIsMined() {
        Address address = chain().newAddress();
        Sha256Hash txid = chain().pay(address, Coin.valueOf(12_345_678));
        assertTrue(inMempool(txid));
        List<Sha256Hash> mined = chain().mine(2);
        assertEquals(Optional.of(mined.get(0)), blockOf(txid));
        assertEquals(chain().tip(), mined.get(1));
        List<JsonValue> outputs = node().rpc()
                .call("getrawtransaction", txid.toString(), true)
                .get("vout")
                .elements();
        assertTrue(outputs.stream()
                .anyMatch(output -> output.get("value")
                                .asDecimal()
                                .toPlainString()
                                .equals("0.12345678")
                        && output.get("scriptPubKey").get("address").asString().equals(address.toString())));
    }

    @Test
    void aReorgTakesBackAPayment() {
        chain().mine(1);
        Sha256Hash txid = payment();
        Sha256Hash block = chain().mine(1).get(0);
        int height = chain().height();
        Sha256Hash tip = chain().reorg(1);
        assertEquals(height + 1, chain().height());
        assertEquals(chain().tip(), tip);
        assertNotEquals(block, tip);
        assertEquals(Optional.empty(), blockOf(txid));
        assertTrue(inMempool(txid));
    }

    @Test
    void aReorgThatKeepsTransactionsMovesThemToAnotherBlock() {
        Sha256Hash txid = payment();
        Sha256Hash block = chain().mine(3).get(0);
        chain().reorgKeepingTransactions(3);
        assertFalse(inMempool(txid));
        assertTrue(blockOf(txid).isPresent());
        assertNotEquals(Optional.of(block), blockOf(txid));
    }

    @Test
    void anEmptyBlockLeavesTheMempoolAlone() {
        Sha256Hash txid = payment();
        chain().mineEmpty();
        assertTrue(inMempool(txid));
    }

    @Test
    void aBlockRewardGoesToTheGivenAddress() {
        Address address = chain().newAddress();
        Sha256Hash block = chain().mineTo(address, 1).get(0);
        JsonValue coinbase = node().rpc()
                .call("getblock", block.toString(), 2)
                .get("tx")
                .elements()
                .get(0);
        assertEquals(
                address.toString(),
                coinbase.get("vout")
                        .elements()
                        .get(0)
                        .get("scriptPubKey")
                        .get("address")
                        .asString());
    }

    @Test
    void anInvalidatedBlockComesBackWhenReconsidered() {
        Sha256Hash tip = chain().mine(1).get(0);
        int height = chain().height();
        chain().invalidate(tip);
        assertEquals(height - 1, chain().height());
        chain().reconsider(tip);
        assertEquals(tip, chain().tip());
    }

    @Test
    void aReorgDeeperThanTheChainIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> chain().reorg(chain().height() + 1));
        assertThrows(IllegalArgumentException.class, () -> chain().reorg(0));
    }

    @Test
    void whatNobodysAddressIsPaidStaysThereWhateverTheWalletSpends() {
        Address nobodys = RegtestChain.addressOfNobody();
        chain().pay(nobodys, Coin.CENT);
        chain().mine(1);
        node().rpc()
                .forWallet("fund")
                .call("sendall", List.of(chain().newAddress().toString()));
        chain().mine(1);
        JsonValue left = node().rpc().call("scantxoutset", "start", List.of("addr(" + nobodys + ")"));
        assertEquals(Coin.CENT, Coin.ofBtc(left.get("total_amount").asDecimal()));
    }
}
