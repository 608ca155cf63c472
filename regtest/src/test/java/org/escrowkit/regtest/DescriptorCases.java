package org.escrowkit.regtest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.LegacyAddress;
import org.bitcoinj.base.SegwitAddress;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.keys.AccountKey;
import org.escrowkit.wallet.keystore.MasterKey;

/** Descriptors for regtest, of every form that this library reads, and what mistakes make of them. */
final class DescriptorCases {
    private static final BitcoinNetwork REGTEST = BitcoinNetwork.REGTEST;
    private static final List<String> PATHS = List.of("/0/*", "/*", "/7/8", "", "/1/2147483647/*", "/3");
    private static final List<String> MULTIPATHS = List.of("/<0;1>/*", "/<5;2>", "/9/<1;0>/*");
    /** What stands in a descriptor, and what somebody writes there by mistake. */
    private static final String[][] MISTAKES = {
        {"sortedmulti(", "sortedmulti_a("},
        {"multi(", "thresh("},
        {"multi(", "Multi("},
        {"wsh(", "sh("},
        {"wsh(", "wsh(wsh("},
        {"wsh(", "wpkh("},
        {"wsh(", "tr("},
        {"sh(", "pkh("},
        {"sh(wsh(", "wsh(sh("},
        {"multi(1,", "multi(0,"},
        {"multi(1,", "multi(01,"},
        {"multi(1,", "multi(+1,"},
        {"multi(1,", "multi(,"},
        {"multi(2,", "multi(2, "},
        {"multi(2,", "multi(9,"},
        {"multi(2,", "multi(02,"},
        {"))", ")"},
        {"))", ")))"},
        {"))", ",))"},
        {"/0/*", "/0h/*"},
        {"/0/*", "/0/*h"},
        {"/0/*", "/0/*'"},
        {"/0/*", "/00/*"},
        {"/0/*", "/*/0"},
        {"/0/*", "/0/**"},
        {"/0/*", "//*"},
        {"/0/*", "/+0/*"},
        {"/0/*", "/0x0/*"},
        {"/0/*", "/2147483648/*"},
        {"<0;1>", "<0;0>"},
        {"<0;1>", "<0>"},
        {"<0;1>", "<0;>"},
        {"<0;1>", "<0;1;2>"},
        {"<0;1>", "<0;1h>"},
        {"<0;1>", "<0,1>"},
        {"h/", "'/"},
        {"h/", "H/"},
        {"h]", "]"},
        {"h]", "/]"},
        {"[", "[0"},
        {"[", ""},
        {"[", "[["},
        {"]", "]]"},
        {"]", "/<0;1>]"},
        {"tpub", "xpub"},
        {"tpub", "tprv"},
        {",02", ",04"},
        {",02", ",03"},
        {",03", ",0 3"},
        {"addr(", "raw("},
        {"raw(", "addr("},
        {"raw(", "raw( "},
        {"addr(bcrt", "addr(BCRT"},
        {"addr(bcrt", "addr(tb"},
        {"(", "{"},
        {")", "}"},
        {",", ";"},
        {"a", "A"},
        {"e", "E"},
    };

    private static final String TYPOS = "()[],/*<>;'hH#0123789abcxyzABC {}";

    private final Random random;
    private final List<AccountKey> accounts = new ArrayList<>();

    DescriptorCases(Random random) {
        this.random = random;
        for (int i = 0; i < 20; i++) {
            accounts.add(MasterKey.ofSeed(bytes(32)).account(REGTEST, i).publicKey());
        }
    }

    String valid() {
        return switch (random.nextInt(12)) {
            case 0 -> "raw(" + ByteString.of(bytes(1 + random.nextInt(80))) + ")";
            case 1 -> "addr(" + SegwitAddress.fromHash(REGTEST, bytes(random.nextBoolean() ? 20 : 32)) + ")";
            case 2 -> "addr(" + LegacyAddress.fromScriptHash(REGTEST, bytes(20)) + ")";
            case 3 -> "addr(" + LegacyAddress.fromPubKeyHash(REGTEST, bytes(20)) + ")";
            default -> multisig();
        };
    }

    private String multisig() {
        List<AccountKey> signers = new ArrayList<>(accounts);
        Collections.shuffle(signers, random);
        int most = random.nextInt(10) == 0 ? accounts.size() : 4;
        signers = signers.subList(0, 1 + random.nextInt(most));
        boolean multipath = random.nextInt(4) == 0;
        String keys = signers.stream().map(account -> key(account, multipath)).collect(Collectors.joining(","));
        String multi = (random.nextBoolean() ? "sortedmulti(" : "multi(") + (1 + random.nextInt(signers.size())) + ","
                + keys + ")";
        return random.nextInt(3) == 0 ? "sh(wsh(" + multi + "))" : "wsh(" + multi + ")";
    }

    private String key(AccountKey account, boolean multipath) {
        String origin = random.nextBoolean() ? "[" + account.origin() + "]" : "";
        if (random.nextInt(4) == 0) {
            return origin + account.xpub().child(random.nextInt(1000)).key();
        }
        return origin + account.xpub() + (multipath ? any(MULTIPATHS) : any(PATHS));
    }

    /** The same with one mistake, which may turn out to be none. */
    String mutated(String valid) {
        if (random.nextInt(3) > 0) {
            for (int tries = 0; tries < 50; tries++) {
                String[] mistake = MISTAKES[random.nextInt(MISTAKES.length)];
                int at = valid.indexOf(mistake[0], random.nextInt(valid.length()));
                if (at >= 0) {
                    return valid.substring(0, at) + mistake[1] + valid.substring(at + mistake[0].length());
                }
            }
        }
        int at = random.nextInt(valid.length());
        String typo = TYPOS.charAt(random.nextInt(TYPOS.length())) + "";
        return switch (random.nextInt(3)) {
            case 0 -> valid.substring(0, at) + typo + valid.substring(at);
            case 1 -> valid.substring(0, at) + typo + valid.substring(at + 1);
            default -> valid.substring(0, at) + valid.substring(at + 1);
        };
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
