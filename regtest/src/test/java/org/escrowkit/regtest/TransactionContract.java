package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.P2wshVerifier;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.SpendFault;
import org.escrowkit.core.bitcoin.SpendWeight;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.Curve;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.node.MempoolVerdict;
import org.escrowkit.wallet.node.RpcException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The transaction codec, the verifier, weights and dust limits, judged by a real node. */
abstract class TransactionContract extends OnNode {
    private static final long SEED = 20_261_122;
    private static final int DECODED = 2_000;
    private static final int MUTATED = 1_500;
    private static final int OF_EACH_KIND = 30;
    private static final P2wshVerifier VERIFIER = new P2wshVerifier(Curve.verifier());

    private @Nullable JsonRpcNode connected;
    private @Nullable Outpoint funded;
    private @Nullable TransactionOutput fundedCoin;
    private final TransactionSpends escrow = new TransactionSpends(new Random(SEED));

    @Override
    void prepare() {
        connected = JsonRpcNode.connect(node().rpc(), Chain.REGTEST);
        RegtestChain chain = RegtestChain.funded(node());
        Address address = escrow.address();
        Sha256Hash txid = chain.pay(address, Coin.COIN);
        Transaction funding = rpc().mempoolTransaction(txid).orElseThrow();
        chain.mine(1);
        List<ByteString> scripts =
                funding.outputs().stream().map(TransactionOutput::scriptPubKey).toList();
        int index = scripts.indexOf(Scripts.of(address));
        funded = funding.outpoint(index);
        fundedCoin = funding.outputs().get(index);
    }

    private JsonRpcNode rpc() {
        return Objects.requireNonNull(connected);
    }

    private TransactionOutput coin() {
        return Objects.requireNonNull(fundedCoin);
    }

    private Transaction unsigned(ByteString payee) {
        return escrow.unsigned(Objects.requireNonNull(funded), coin(), payee);
    }

    @Test
    void theNodeDecodesEveryTransactionAsWeDo() {
        TransactionMaker transactions = new TransactionMaker(SEED);
        for (int i = 0; i < DECODED; i++) {
            Transaction ours = transactions.next();
            JsonValue theirs = decoded(ours.serialize(), ours.hasWitness());
            String which = "seed " + SEED + ", transaction " + i;
            assertEquals(ours.txid().toString(), theirs.get("txid").asString(), which);
            assertEquals(ours.wtxid().toString(), theirs.get("hash").asString(), which);
            assertEquals(ours.size(), theirs.get("size").asLong(), which);
            assertEquals(ours.virtualSize(), theirs.get("vsize").asLong(), which);
            assertEquals(ours.weight(), theirs.get("weight").asLong(), which);
            assertEquals(
                    Integer.toUnsignedLong(ours.version()),
                    theirs.get("version").asLong() & 0xffff_ffffL,
                    which);
            assertEquals(ours.lockTime(), theirs.get("locktime").asLong(), which);
            assertInputs(ours.inputs(), theirs.get("vin").elements(), which);
            assertOutputs(ours.outputs(), theirs.get("vout").elements(), which);
        }
    }

    private JsonValue decoded(byte[] bytes, boolean witness) {
        return node().rpc().call("decoderawtransaction", HexFormat.of().formatHex(bytes), witness);
    }

    private static void assertInputs(List<TransactionInput> ours, List<JsonValue> theirs, String which) {
        assertEquals(ours.size(), theirs.size(), which);
        for (int i = 0; i < ours.size(); i++) {
            TransactionInput input = ours.get(i);
            JsonValue vin = theirs.get(i);
            assertEquals(input.outpoint().txid().toString(), vin.get("txid").asString(), which);
            assertEquals(input.outpoint().index(), vin.get("vout").asLong(), which);
            assertEquals(
                    input.scriptSig().toHex(), vin.get("scriptSig").get("hex").asString(), which);
            assertEquals(input.sequence(), vin.get("sequence").asLong(), which);
            List<String> witness = vin.find("txinwitness").map(JsonValue::elements).orElse(List.of()).stream()
                    .map(JsonValue::asString)
                    .toList();
            assertEquals(input.witness().stream().map(ByteString::toHex).toList(), witness, which);
        }
    }

    private static void assertOutputs(List<TransactionOutput> ours, List<JsonValue> theirs, String which) {
        assertEquals(ours.size(), theirs.size(), which);
        for (int i = 0; i < ours.size(); i++) {
            assertEquals(
                    ours.get(i).value(), Coin.ofBtc(theirs.get(i).get("value").asDecimal()), which);
            assertEquals(
                    ours.get(i).scriptPubKey().toHex(),
                    theirs.get(i).get("scriptPubKey").get("hex").asString(),
                    which);
        }
    }

    /**
     * P12: what one reads the other reads, and refuses what the other refuses, but for what the node's codec lets pass
     * and its rules on transactions refuse: an amount below zero or above all money, and a transaction without inputs
     * and outputs, in whose bytes we see an unknown flag.
     */
    @Test
    void p12TheNodeReadsAndRefusesTheSameBytes() {
        TransactionMaker transactions = new TransactionMaker(SEED);
        int read = 0;
        int refused = 0;
        int explained = 0;
        for (int i = 0; i < MUTATED; i++) {
            byte[] bytes = transactions.mutated(transactions.next());
            boolean witness = bytes.length > 4 && bytes[4] == 0;
            boolean theirs = theNodeReads(bytes, witness);
            String which =
                    "seed " + SEED + ", mutation " + i + ": " + HexFormat.of().formatHex(bytes);
            try {
                Transaction.parse(bytes);
                assertTrue(theirs, which);
                read++;
            } catch (MalformedException ours) {
                boolean stricter = ours.problem().startsWith("amount out of range")
                        || ours.problem().equals("unknown segwit flag");
                assertTrue(!theirs || stricter, which + ": " + ours);
                refused += theirs ? 0 : 1;
                explained += theirs ? 1 : 0;
            }
        }
        String counts = read + " read, " + refused + " refused, " + explained + " by us alone";
        assertTrue(read > 200 && refused > 200 && explained < 100, counts);
    }

    private boolean theNodeReads(byte[] bytes, boolean witness) {
        try {
            decoded(bytes, witness);
            return true;
        } catch (RpcException.Rejected refused) {
            return false;
        }
    }

    /**
     * S22: the node refuses what we refuse, but for honest signatures of other types than ALL, which we alone refuse.
     */
    @Test
    void theNodesVerdictOnEverySpendIsOurs() {
        Random random = new Random(SEED);
        Transaction unsigned = unsigned(Scripts.p2wsh(escrow.script));
        Map<TransactionSpends.Kind, Integer> stricter = new EnumMap<>(TransactionSpends.Kind.class);
        int accepted = 0;
        for (TransactionSpends.Kind kind : TransactionSpends.Kind.values()) {
            for (int i = 0; i < OF_EACH_KIND; i++) {
                Transaction spend = escrow.signed(kind, unsigned, coin().value(), random);
                Optional<SpendFault> ours = VERIFIER.verify(spend, List.of(coin()));
                MempoolVerdict theirs = rpc().testMempoolAccept(spend);
                String which = "seed " + SEED + ", " + kind + " " + i + ": " + ours + ", " + theirs;
                boolean allowed = theirs instanceof MempoolVerdict.Allowed;
                if (kind == TransactionSpends.Kind.OTHER_SIGHASH_TYPE) {
                    assertEquals(Optional.of(SpendFault.SIGHASH_NOT_ALL), ours, which);
                    assertTrue(allowed, which);
                    stricter.merge(kind, 1, Integer::sum);
                } else {
                    assertEquals(allowed, ours.isEmpty(), which);
                    accepted += allowed ? 1 : 0;
                }
            }
        }
        assertEquals(OF_EACH_KIND, accepted);
        assertEquals(Map.of(TransactionSpends.Kind.OTHER_SIGHASH_TYPE, OF_EACH_KIND), stricter);
    }

    @Test
    void theNodeCountsTheWeightThatWeBoundBeforeSigning() {
        Random random = new Random(SEED);
        Transaction unsigned = unsigned(Scripts.p2wsh(escrow.script));
        SpendWeight weight = SpendWeight.ofTransaction(
                unsigned,
                SpendWeight.ofWitness(MultisigScript.parse(escrow.script).orElseThrow()));
        for (int i = 0; i < OF_EACH_KIND; i++) {
            Transaction spend = escrow.signed(TransactionSpends.Kind.HONEST, unsigned, coin().value(), random);
            var allowed = assertInstanceOf(MempoolVerdict.Allowed.class, rpc().testMempoolAccept(spend));
            assertEquals(spend.virtualSize(), allowed.virtualSize());
            assertTrue(spend.weight() <= weight.most(), "seed " + SEED + ", spend " + i);
        }
    }

    /**
     * S14, for types that every node relays (some refuse bare keys and unknown witness versions): the node takes an
     * output of the dust limit and, as dust, refuses one of a satoshi less.
     */
    @Test
    void theDustLimitOfEveryOutputTypeIsTheNodes() {
        Map<String, String> types = Map.of(
                "P2PKH", "76a914" + "11".repeat(20) + "88ac",
                "P2SH", "a914" + "11".repeat(20) + "87",
                "P2WPKH", "0014" + "11".repeat(20),
                "P2WSH", "0020" + "11".repeat(32),
                "P2TR", "5120" + "11".repeat(32),
                "P2A", "51024e73");
        types.forEach((type, hex) -> {
            ByteString script = ByteString.ofHex(hex);
            Coin limit = Scripts.dustLimit(script);
            assertInstanceOf(MempoolVerdict.Allowed.class, paying(limit, script), type);
            var refused =
                    assertInstanceOf(MempoolVerdict.Refused.class, paying(limit.subtract(Coin.SATOSHI), script), type);
            assertTrue(refused.reason().startsWith("dust"), type + ": " + refused);
        });
    }

    private MempoolVerdict paying(Coin amount, ByteString script) {
        Transaction alone = unsigned(Scripts.p2wsh(escrow.script));
        Coin change = alone.outputs().get(0).value().subtract(amount);
        Transaction two = new Transaction(
                alone.version(),
                alone.inputs(),
                List.of(
                        new TransactionOutput(change, Scripts.p2wsh(escrow.script)),
                        new TransactionOutput(amount, script)),
                alone.lockTime());
        return rpc().testMempoolAccept(
                        escrow.signed(TransactionSpends.Kind.HONEST, two, coin().value(), new Random(SEED)));
    }
}
