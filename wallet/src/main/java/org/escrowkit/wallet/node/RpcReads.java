package org.escrowkit.wallet.node;

import java.util.Set;

/** The methods that only read, so that a lost answer costs nothing and the call may be sent again. */
final class RpcReads {
    /** What is missing here counts as a change: the safe side. */
    private static final Set<String> READS = Set.of(
            "decodepsbt",
            "decoderawtransaction",
            "decodescript",
            "deriveaddresses",
            "estimatesmartfee",
            "getaddressinfo",
            "getbalance",
            "getbalances",
            "getbestblockhash",
            "getblock",
            "getblockchaininfo",
            "getblockcount",
            "getblockhash",
            "getblockheader",
            "getblockstats",
            "getchaintips",
            "getconnectioncount",
            "getdescriptorinfo",
            "getindexinfo",
            "getmempoolancestors",
            "getmempooldescendants",
            "getmempoolentry",
            "getmempoolinfo",
            "getnetworkinfo",
            "getpeerinfo",
            "getrawmempool",
            "getrawtransaction",
            "getrpcinfo",
            "gettransaction",
            "gettxout",
            "gettxoutproof",
            "gettxspendingprevout",
            "getwalletinfo",
            "getzmqnotifications",
            "help",
            "listdescriptors",
            "listsinceblock",
            "listtransactions",
            "listunspent",
            "listwalletdir",
            "listwallets",
            "testmempoolaccept",
            "uptime",
            "validateaddress",
            "verifytxoutproof");

    private RpcReads() {}

    static boolean isRead(String method) {
        return READS.contains(method);
    }
}
