package org.escrowkit.core.settlement;

import static org.escrowkit.core.TestLoans.btc;
import static org.escrowkit.core.TestLoans.sign;
import static org.escrowkit.core.settlement.SettlementFixture.LIQUIDATION;
import static org.escrowkit.core.settlement.SettlementFixture.RELEASE;
import static org.escrowkit.core.settlement.SettlementFixture.coins;
import static org.escrowkit.core.settlement.SettlementFixture.plan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;

/** Settlements in the bytes that a stranger's parser sees: nothing understood but keys and values. */
record WalletFiles(Transaction unsigned, List<Map<ByteString, ByteString>> maps) {
    static final int GLOBAL_UNSIGNED_TX = 0x00;
    static final int GLOBAL_XPUB = 0x01;
    static final int GLOBAL_VERSION = 0xfb;
    static final int IN_NON_WITNESS_UTXO = 0x00;
    static final int IN_WITNESS_UTXO = 0x01;
    static final int IN_PARTIAL_SIG = 0x02;
    static final int IN_SIGHASH_TYPE = 0x03;
    static final int IN_WITNESS_SCRIPT = 0x05;
    static final int IN_BIP32_DERIVATION = 0x06;

    static final List<Psbt> PSBTS = psbts();

    private static List<Psbt> psbts() {
        List<Psbt> psbts = new ArrayList<>();
        for (SettlementPlan plan : List.of(
                plan(RELEASE, coins(Coin.COIN), FeeRate.ofSatsPerVb(10)),
                plan(RELEASE, coins(Coin.COIN, Coin.CENT), FeeRate.ONE_SAT_PER_VB),
                plan(LIQUIDATION, coins(btc("0.5"), btc("0.3"), btc("0.4")), fee(20)),
                plan(LIQUIDATION, coins(btc("0.5")), fee(500)))) {
            psbts.add(plan.toPsbt());
            psbts.add(sign(plan.toPsbt(), Role.LENDER));
        }
        return psbts;
    }

    private static FeeRate fee(long satsPerVb) {
        return FeeRate.ofSatsPerVb(satsPerVb);
    }

    static WalletFiles of(Psbt psbt) {
        ByteReader in = ByteReader.of(psbt.serialize(), "PSBT");
        in.readBytes(5);
        List<Map<ByteString, ByteString>> maps = new ArrayList<>();
        while (in.remaining() > 0) {
            Map<ByteString, ByteString> map = new LinkedHashMap<>();
            for (ByteString key = in.readVarBytes(); !key.isEmpty(); key = in.readVarBytes()) {
                assertEquals(null, map.put(key, in.readVarBytes()), () -> "a field twice");
            }
            maps.add(map);
        }
        ByteString unsigned = maps.get(0).getOrDefault(type(GLOBAL_UNSIGNED_TX), ByteString.EMPTY);
        return new WalletFiles(Transaction.parseLegacy(unsigned), maps);
    }

    Map<ByteString, ByteString> global() {
        return maps.get(0);
    }

    List<Map<ByteString, ByteString>> inputs() {
        return maps.subList(1, 1 + unsigned.inputs().size());
    }

    List<Map<ByteString, ByteString>> outputs() {
        return maps.subList(1 + unsigned.inputs().size(), maps.size());
    }

    static ByteString type(int type) {
        return ByteString.of((byte) type);
    }

    static Map<ByteString, ByteString> all(Map<ByteString, ByteString> map, int type) {
        Map<ByteString, ByteString> found = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (key.at(0) == type) {
                found.put(key.slice(1, key.size()), value);
            }
        });
        return found;
    }

    static ByteString only(Map<ByteString, ByteString> map, int type) {
        return Optional.ofNullable(map.get(type(type))).orElseThrow();
    }

    static void forEach(Consumer<WalletFiles> check) {
        PSBTS.stream().map(WalletFiles::of).forEach(check);
    }

    static void forEachInput(BiConsumer<TransactionInput, Map<ByteString, ByteString>> check) {
        forEach(psbt -> {
            for (int i = 0; i < psbt.inputs().size(); i++) {
                check.accept(psbt.unsigned().inputs().get(i), psbt.inputs().get(i));
            }
        });
    }

    /** The keys of {@code 2 <key> <key> <key> 3 OP_CHECKMULTISIG}. */
    static List<ByteString> keysOf(ByteString witnessScript) {
        assertEquals("52", witnessScript.slice(0, 1).toHex());
        assertEquals("53ae", witnessScript.slice(103, 105).toHex());
        return List.of(witnessScript.slice(2, 35), witnessScript.slice(36, 69), witnessScript.slice(70, 103));
    }

    static List<Integer> path(ByteString origin) {
        ByteReader in = ByteReader.of(origin, "origin");
        in.readInt32();
        List<Integer> steps = new ArrayList<>();
        while (in.remaining() > 0) {
            steps.add(in.readInt32());
        }
        return steps;
    }

    static TransactionOutput spent(TransactionInput input, Map<ByteString, ByteString> map) {
        Transaction previous = Transaction.parse(only(map, IN_NON_WITNESS_UTXO));
        return previous.outputs().get((int) input.outpoint().index());
    }

    static Set<Integer> types(Map<ByteString, ByteString> map) {
        Set<Integer> types = new HashSet<>();
        map.keySet().forEach(key -> types.add(key.at(0)));
        return types;
    }
}
