package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.evidence.Evidence;
import org.escrowkit.core.policy.LoanCase;
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.keystore.AccountSecret;
import org.escrowkit.wallet.keystore.MasterKey;
import org.escrowkit.wallet.node.JsonValue;
import org.escrowkit.wallet.sign.ChainView;
import org.escrowkit.wallet.sign.LocalSigner;
import org.escrowkit.wallet.sign.PsbtFile;
import org.escrowkit.wallet.sign.SigningParty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PsbtCommandTest {
    private final TestLoan loan = TestLoan.withoutNode();
    private final Evidence evidence = loan.evidence();
    private final Psbt unsigned = loan.psbt(evidence);
    private final TestConsole console = new TestConsole();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void write() {
        file = directory.resolve("release.psbt");
        PsbtFile.write(unsigned, file);
    }

    private Path signedBy(Role role) {
        try (MasterKey master = TestParties.master(role);
                AccountSecret secret = master.account(BitcoinNetwork.REGTEST, 0);
                SigningParty party = SigningParty.of(role, new LocalSigner(secret))) {
            var answer = party.reviewAndSign(
                    unsigned.serialize(),
                    new LoanCase(loan.repaid(), evidence),
                    new ChainView(loan.ledger(), loan.now(), loan.now()));
            Path signed = directory.resolve(Names.of(role) + ".psbt");
            PsbtFile.write(
                    assertInstanceOf(SigningParty.Answer.Signed.class, answer).psbt(), signed);
            return signed;
        }
    }

    @Test
    void aPsbtIsPutIntoWordsByAVaultsKeys() {
        String words = console.done(
                "psbt", "explain", file, "--vault", TestParties.vaultFile(directory), "--index", TestLoan.NUMBER);
        assertTrue(words.startsWith("Known"), words);
        assertTrue(words.contains("the borrower"), words);
        assertTrue(words.contains("1.00000000 BTC"), words);
        assertTrue(words.contains(unsigned.unsignedTransaction().txid().toString()), words);
    }

    @Test
    void withoutAVaultItSaysThatItIsThePsbtsOwnWord() {
        String words = console.done("psbt", "explain", file);
        assertTrue(words.contains("nothing: amounts, scripts and keys are the PSBT's own word"), words);
        String piped = new TestConsole().piping(unsigned.toBase64() + "\n").done("psbt", "explain");
        assertEquals(words, piped);
        JsonValue json = console.json("psbt", "explain", file);
        assertEquals(Coin.COIN.value, json.get("spent").asLong());
        assertEquals(3, json.get("signers").elements().size());
    }

    @Test
    void anotherVaultsKeysAreAStrangers() {
        String words = console.done(
                "psbt", "explain", file, "--vault", TestParties.vaultFile(directory), "--index", TestLoan.NUMBER + 1);
        assertTrue(
                words.contains("SCRIPT_NOT_OURS") || words.contains("FOREIGN_INPUT") || words.contains("not"), words);
        JsonValue json = console.json(
                "psbt", "explain", file, "--vault", directory.resolve("vault.json"), "--index", TestLoan.NUMBER + 1);
        assertTrue(json.get("oddities").elements().stream()
                .anyMatch(oddity -> oddity.get("kind").asString().equals("FOREIGN_INPUT")));
    }

    @Test
    void twoSignaturesAreCombinedAndMakeATransaction() throws IOException {
        Path lender = signedBy(Role.LENDER);
        Path borrower = signedBy(Role.BORROWER);
        Path combined = directory.resolve("combined.psbt");
        assertEquals(
                "Written to " + combined + ".", console.done("psbt", "combine", lender, borrower, "--out", combined));
        JsonValue json = console.json("psbt", "finalize", combined);
        assertEquals(
                unsigned.unsignedTransaction().txid().toString(),
                json.get("txid").asString());
        assertEquals(json.get("transaction").asString(), console.done("psbt", "finalize", lender, borrower));
        String piped = Base64.getEncoder().encodeToString(Files.readAllBytes(combined));
        assertEquals(
                json.get("transaction").asString(),
                new TestConsole().piping(piped).done("psbt", "finalize"));
    }

    @Test
    void aMissingSignatureIsToldByItsInput() {
        assertEquals("""
                escrow: signatures are missing: 1 of input 0
                Have another party sign, and name all PSBTs, or combine them first.""", console.failed(Exit.REFUSED, "psbt", "finalize", signedBy(Role.LENDER)));
        assertTrue(console.failed(Exit.REFUSED, "psbt", "finalize", file).contains("2 of input 0"));
    }

    @Test
    void aBadSignatureAndAnotherTransactionAreRefused() throws IOException {
        byte[] signed = Files.readAllBytes(signedBy(Role.LENDER));
        Psbt good = Psbt.parse(signed);
        byte[] signature =
                good.inputs().get(0).signatures().values().iterator().next().toByteArray();
        int at = indexOf(signed, signature);
        signed[at + 20] ^= 1;
        Path bad = Files.write(directory.resolve("bad.psbt"), signed);
        assertTrue(console.failed(Exit.REFUSED, "psbt", "combine", bad).contains("SIGNATURE_REFUSED"));
        assertTrue(console.failed(Exit.REFUSED, "psbt", "combine", file, bad).contains("SIGNATURE_REFUSED"));
        assertTrue(console.failed(Exit.REFUSED, "psbt", "finalize", bad).contains("SIGNATURE_REFUSED"));
        Path other = directory.resolve("other.psbt");
        PsbtFile.write(
                Psbt.create(loan.ledger()
                        .deposits(loan.terms().escrow().scriptPubKey())
                        .get(0)
                        .transaction()
                        .withoutWitnesses()),
                other);
        assertTrue(console.failed(Exit.REFUSED, "psbt", "combine", file, other).contains("DIFFERENT_TRANSACTION"));
        assertTrue(console.failed(Exit.REFUSED, "psbt", "explain", other).contains("Name what it is about"));
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.indexOf(new String(part, StandardCharsets.ISO_8859_1));
    }

    @Test
    void nothingThatIsThereIsOverwritten() {
        assertTrue(console.failed(Exit.REFUSED, "psbt", "combine", file, "--out", file)
                .contains("may hold somebody's signatures"));
    }

    @Test
    void whatIsNoPsbtIsRefused() throws IOException {
        Path garbage = Files.writeString(directory.resolve("garbage"), "cHNidP8=");
        assertTrue(console.failed(Exit.REFUSED, "psbt", "explain", garbage).contains("Have it exported again"));
        new TestConsole().piping("nonsense").failed(Exit.REFUSED, "psbt", "explain");
        console.failed(Exit.REFUSED, "psbt", "finalize", directory.resolve("none"));
    }

    @Test
    void aSignatureTakesAKeyARoleALoanAndALog() throws IOException {
        String missing = console.failed(Exit.USAGE, "psbt", "sign", file);
        for (String option : new String[] {"--key", "--role", "--loan", "--audit"}) {
            assertTrue(missing.contains(option), missing);
        }
        Object[] sign = {
            "psbt",
            "sign",
            file,
            "--key",
            directory.resolve("me.key"),
            "--role",
            "lender",
            "--audit",
            directory.resolve("audit"),
            "--loan",
            garbageLoan()
        };
        assertTrue(console.failed(Exit.REFUSED, sign).contains("holds no loan"));
        sign[sign.length - 1] = loan.writeLoan(directory);
        assertTrue(console.failed(Exit.TROUBLE, withDeadNode(sign)).contains("the credentials cannot be read"));
        assertTrue(Files.notExists(directory.resolve("audit")));
    }

    private Path garbageLoan() throws IOException {
        return Files.writeString(directory.resolve("garbage-loan"), "nonsense");
    }

    private Object[] withDeadNode(Object... args) {
        Object[] more = Arrays.copyOf(args, args.length + 2);
        more[args.length] = "--cookie";
        more[args.length + 1] = directory.resolve("no-cookie");
        return more;
    }
}
