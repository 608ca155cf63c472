package org.escrowkit.examples;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.AttendantRules;
import org.escrowkit.wallet.EscrowService;
import org.escrowkit.wallet.Paced;
import org.escrowkit.wallet.keystore.KeyFile;
import org.escrowkit.wallet.node.JsonRpcClient;
import org.escrowkit.wallet.node.JsonRpcNode;
import org.escrowkit.wallet.node.RpcCredentials;
import org.escrowkit.wallet.price.Attester;
import org.escrowkit.wallet.price.Oracle;
import org.escrowkit.wallet.price.PriceBook;
import org.escrowkit.wallet.price.PriceQuorum;
import org.escrowkit.wallet.price.PriceSigner;
import org.escrowkit.wallet.sign.HttpCosigner;
import org.escrowkit.wallet.sign.LocalSigner;
import org.escrowkit.wallet.sign.SigningParty;
import org.joda.money.CurrencyUnit;

class Backend {
    /** Arguments: the node's address and .cookie file, a directory, the arbiter's address and contract key. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var rpc = JsonRpcClient.of(URI.create(args[0]), RpcCredentials.cookie(Path.of(args[1])));
        var home = Path.of(args[2]);
        var arbiter = URI.create(args[3]);
        var arbiterKey = ByteString.ofHex(args[4]);
        var clock = InstantSource.system();
        var key = KeyFile.open(
                home.resolve("lender.key"),
                Files.readString(home.resolve("passphrase")).toCharArray());
        var own = key.contractKey(BitcoinNetwork.MAINNET, 0);
        var signer = new LocalSigner(key.account(BitcoinNetwork.MAINNET, 0));
        var sources = Map.of("lender", own.publicKey(), "arbiter", arbiterKey);
        try (var service = EscrowService.on(JsonRpcNode.connect(rpc, Chain.MAINNET), home.resolve("loans.db"));
                var lender = SigningParty.open(Role.LENDER, signer, home.resolve("lender.log"));
                var prices = PriceBook.open(home.resolve("prices"), sources, CurrencyUnit.USD, clock);
                var source = PriceSigner.open(home.resolve("last-price"), "lender", own, Optional.empty())) {
            var them = HttpCosigner.of(arbiter, own, arbiterKey);
            var attendant = service.attendant(
                    Map.of(Role.LENDER, service.cosigner(lender), Role.ARBITER, them),
                    loan -> prices.of(loan).plus(service.statements(loan)),
                    AttendantRules.USUAL);
            var attester = Attester.of(PriceQuorum.ofExchanges(CurrencyUnit.USD, clock), source, prices);
            var oracle = Oracle.of("arbiter", arbiter);
            var market = Paced.every(Duration.ofSeconds(30), clock, () -> {
                attester.attest().quoted().ifPresent(service::observePrice);
                oracle.visit(prices);
            });
            service.subscribe("books");
            service.run(() -> {
                market.run();
                attendant.attend();
                service.deliver("books", System.out::println);
            });
        }
    }
}
