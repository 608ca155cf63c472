package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.TakenCoin;
import org.escrowkit.core.vault.VaultAddress;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.store.StoredLoan;

/** Whether loans that are over have the money where it belongs, by the node's own set of unspent outputs. */
final class EndedLoans {
    private final JsonRpcClient rpc;
    private final EscrowService service;

    EndedLoans(JsonRpcClient rpc, EscrowService service) {
        this.rpc = rpc;
        this.service = service;
    }

    /** To the satoshi: the lender has what the settlements gave him, the borrower the rest but the fees. */
    void check(StoredLoan stored, LoanChurn.Course course) {
        String name = stored.id().text();
        assertTrue(service.journal(stored.id()).accountsFor(stored), name);
        Set<Sha256Hash> settlements = stored.loan().state().holdings().taken().stream()
                .map(TakenCoin::by)
                .collect(Collectors.toSet());
        Coin toLender = Coin.ZERO;
        Coin fees = Coin.ZERO;
        for (Sha256Hash txid : settlements) {
            LoanChurn.Paid paid = Objects.requireNonNull(course.attempts.get(txid), () -> name + " by " + txid);
            toLender = toLender.add(paid.toLender());
            fees = fees.add(paid.fee());
        }
        LoanTerms terms = course.terms;
        Address lender = terms.payouts().lender();
        Address borrower = terms.payouts().borrower();
        List<Address> escrows = terms.escrows().addresses().stream()
                .<Address>map(VaultAddress::address)
                .toList();
        Map<String, Coin> held = held(
                Stream.concat(escrows.stream(), Stream.of(lender, borrower)).toList());
        assertEquals(toLender, held.getOrDefault(script(lender), Coin.ZERO), name);
        Coin rest = course.deposited.subtract(toLender).subtract(fees);
        assertEquals(rest, held.getOrDefault(script(borrower), Coin.ZERO), name);
        escrows.forEach(escrow -> assertEquals(Coin.ZERO, held.getOrDefault(script(escrow), Coin.ZERO), name));
    }

    private static String script(Address address) {
        return Scripts.of(address).toHex();
    }

    private Map<String, Coin> held(List<Address> addresses) {
        List<String> all =
                addresses.stream().map(address -> "addr(" + address + ")").toList();
        JsonValue found = rpc.call("scantxoutset", "start", all).get("unspents");
        return found.elements().stream()
                .collect(Collectors.toMap(
                        output -> output.get("scriptPubKey").asString(),
                        output -> Coin.ofBtc(output.get("amount").asDecimal()),
                        Coin::add));
    }
}
