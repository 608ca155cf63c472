package org.escrowkit.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bitcoinj.base.Coin;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.ledger.Confirmations;
import org.escrowkit.core.ledger.DepositPolicy;
import org.escrowkit.core.loan.DayCount;
import org.escrowkit.core.loan.Dwell;
import org.escrowkit.core.loan.FeeBearer;
import org.escrowkit.core.loan.FeeBounds;
import org.escrowkit.core.loan.Instalment;
import org.escrowkit.core.loan.Interest;
import org.escrowkit.core.loan.LoanTerms;
import org.escrowkit.core.loan.Ltv;
import org.escrowkit.core.loan.MarginRules;
import org.escrowkit.core.loan.MarginTier;
import org.escrowkit.core.loan.ReleaseRule;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.keystore.KeyFile;
import org.escrowkit.wallet.keystore.MasterKey;
import org.escrowkit.wallet.node.JsonValue;
import org.joda.money.BigMoney;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoanTermsCommandTest {
    private static final LoanTerms PLAIN = TestLoan.terms(LoanDesk.START);

    private final TestConsole console = new TestConsole();

    @TempDir
    private Path directory;

    private static LoanTerms rich(Interest interest) {
        Optional<Duration> hours = Optional.of(Duration.ofHours(36));
        MarginRules margin = new MarginRules(
                Ltv.ofPercent("37.5"),
                List.of(
                        new MarginTier(Ltv.ofCollateralPercent("150"), Ltv.ofPercent("50"), Optional.empty()),
                        new MarginTier(Ltv.ofPercent("70"), Ltv.ofCollateralPercent("165"), hours)),
                Ltv.ofPercent("83.333333333"),
                new Dwell(3, Duration.ofMinutes(5)),
                new BigDecimal("0.025"),
                Optional.of(Ltv.ofPercent("60")),
                Optional.of(new ReleaseRule(Ltv.ofPercent("30"), Ltv.ofPercent("35"))),
                Duration.ofHours(1));
        return PLAIN.amend()
                .interest(interest)
                .margin(margin)
                .deposits(new DepositPolicy(
                        Confirmations.byValue(Map.of(Coin.SATOSHI, 1, Coin.CENT, 6)), Coin.valueOf(6_000_000)))
                .payoutDelay(Duration.ofDays(5))
                .fees(new FeeBounds(
                        FeeRate.ofSatsPerVb(new BigDecimal("1.5")),
                        FeeRate.ofSatsPerVb(80),
                        Coin.valueOf(50_000),
                        new BigDecimal("0.05"),
                        FeeBearer.LENDER))
                .build();
    }

    private Path written(LoanTerms terms, String name) throws IOException {
        return LoanDesk.writeTerms(terms, directory.resolve(name));
    }

    @Test
    void whatIsWrittenIsReadAsItWas() throws IOException {
        BigMoney part = BigMoney.parse("USD 15500.00");
        LocalDate first = LocalDate.of(2026, 7, 1);
        List<Interest> interests = List.of(
                new Interest.None(),
                new Interest.SimpleAnnual(new BigDecimal("0.0825"), DayCount.THIRTY_E_360),
                new Interest.Instalments(
                        List.of(new Instalment(first, part), new Instalment(first.plusMonths(3), part))),
                new Interest.Statements());
        assertEquals(PLAIN, LoanFiles.terms(written(PLAIN, "plain")));
        for (Interest interest : interests) {
            LoanTerms terms = rich(interest);
            assertEquals(
                    terms, LoanFiles.terms(written(terms, interest.getClass().getSimpleName())));
        }
    }

    @Test
    void theBytesOfTheCodecAndTheirJsonAreTheSameTerms() throws IOException {
        Path bytes = directory.resolve("terms");
        Path json = written(PLAIN, "terms.json");
        assertEquals(Json.pretty(TermsJson.of(PLAIN)), console.done("loan", "terms", json, "--out", bytes));
        assertEquals("Contract " + PLAIN.fingerprint(), console.err().strip());
        assertEquals(PLAIN, LoanFiles.terms(bytes));
        JsonValue shown = console.json("loan", "terms", bytes);
        assertEquals(PLAIN.fingerprint().toString(), shown.get("contract").asString());
        assertEquals("USD 30000.00", shown.get("terms").get("principal").asString());
    }

    @Test
    void theExampleInTheDocumentationHasEveryField() throws IOException {
        String page = Files.readString(Path.of("../docs/command-line.md"));
        int begin = page.indexOf("```json\n") + 8;
        JsonValue example = JsonValue.parse(page.substring(begin, page.indexOf("```", begin)));
        Interest simple = new Interest.SimpleAnnual(new BigDecimal("0.0825"), DayCount.ACTUAL_365_FIXED);
        JsonValue written = JsonValue.parse(Json.line(TermsJson.of(rich(simple))));
        assertEquals(fields("", written), fields("", example));
    }

    private static Set<String> fields(String place, JsonValue json) {
        Set<String> fields = new TreeSet<>();
        if (json.isArray()) {
            json.elements().forEach(element -> fields.addAll(fields(place, element)));
        } else if (json.toJson().startsWith("{")) {
            json.fields().forEach((name, value) -> {
                fields.add(place + "." + name);
                fields.addAll(fields(place + "." + name, value));
            });
        }
        return fields;
    }

    @Test
    void whatHasAUsualValueMayBeLeftOut() throws IOException {
        Map<String, Object> fields = TermsJson.of(PLAIN);
        List.of("version", "interest", "deposits", "prices", "payout_delay", "fees")
                .forEach(fields::remove);
        Path file = Files.writeString(directory.resolve("short"), Json.pretty(fields));
        assertEquals(PLAIN, LoanFiles.terms(file));
    }

    @Test
    void aSlipOfThePenIsRefusedByItsPlace() throws IOException {
        String good = Json.pretty(TermsJson.of(PLAIN));
        for (Map.Entry<String, String> slip : Map.of(
                        "\"veto\"", "$.margin has fields that nobody knows: [vetto]",
                        "\"principal\"", "$.principal: no such field",
                        "\"maturity\"", "$.deadlines.maturity: no such field",
                        "\"USD 30000.00\"", "$.principal",
                        "\"PT72H\"", "$.",
                        "\"regtest\"", "$.chain")
                .entrySet()) {
            String with = slip.getKey().equals("\"veto\"")
                    ? "\"vetto\""
                    : "\"x" + slip.getKey().substring(1);
            Path file = Files.writeString(directory.resolve("bad"), good.replaceFirst(slip.getKey(), with));
            String said = console.failed(Exit.REFUSED, "loan", "terms", file);
            assertTrue(said.contains(slip.getValue()), said);
        }
        Path none = Files.writeString(directory.resolve("none"), "nonsense");
        assertTrue(console.failed(Exit.REFUSED, "loan", "terms", none).contains("holds no terms"));
        Path cut = Files.write(directory.resolve("cut"), new byte[] {1, 2, 3});
        assertTrue(console.failed(Exit.REFUSED, "loan", "terms", cut).contains("holds no terms"));
    }

    private Path keyFile(Role role) {
        Path file = directory.resolve(Names.of(role) + ".key");
        try (MasterKey key = TestParties.master(role)) {
            KeyFile.write(key, file, "passphrase".toCharArray(), new SecureRandom());
        }
        return file;
    }

    private Path passphrase() throws IOException {
        Path file = directory.resolve("passphrase");
        Files.writeString(file, "passphrase");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void allThreeSignAndTheOfferIsALoan() throws IOException {
        Path passphrase = passphrase();
        try (LoanDesk desk = new LoanDesk(directory)) {
            desk.done("open", "8", "--terms", desk.terms7, "--offer");
            Object[] agree = {"tell", "8", "agree"};
            for (Role role : Role.values()) {
                String signature = console.done(
                        "loan",
                        "terms",
                        desk.terms7,
                        "--role",
                        role,
                        "--key",
                        keyFile(role),
                        "--passphrase-file",
                        passphrase);
                assertTrue(signature.startsWith(Names.of(role) + "="));
                assertFalse(desk.json("show", "8").get("state").asString().contains("awaiting"));
                agree = with(agree, "--signature", signature);
            }
            assertTrue(desk.refused("tell", "8", "agree").contains("refuses it"));
            assertEquals("awaiting collateral", desk.json(agree).get("state").asString());
            assertTrue(console.failed(
                            Exit.REFUSED,
                            "loan",
                            "terms",
                            desk.terms7,
                            "--role",
                            "arbiter",
                            "--key",
                            directory.resolve("lender.key"),
                            "--passphrase-file",
                            passphrase)
                    .contains("not the arbiter's contract key"));
        }
    }

    private static Object[] with(Object[] args, Object... more) {
        return Stream.of(args, more).flatMap(Arrays::stream).toArray();
    }

    @Test
    void aPartysWordIsSignedNumberedAndJoined() throws IOException {
        Object[] passphrase = {"--passphrase-file", passphrase()};
        try (LoanDesk desk = new LoanDesk(directory)) {
            desk.open();
            Object[] lender = with(passphrase, "--role", "lender", "--key", keyFile(Role.LENDER));
            Object[] borrower = with(passphrase, "--role", "borrower", "--key", keyFile(Role.BORROWER));
            Path first = directory.resolve("first");
            desk.done(with(new Object[] {"claim", LoanDesk.ID, "unpaid", "USD 1.00"}, lender));
            assertEquals(
                    "Signed and kept: a cancellation, number 2, until 2026-01-31T00:00:00Z. Written to " + first + ".",
                    desk.done(with(new Object[] {"claim", LoanDesk.ID, "cancelled", "--out", first}, lender)));
            JsonValue both =
                    desk.json(with(new Object[] {"claim", LoanDesk.ID, "cancelled", "--join", first}, borrower));
            assertEquals("[\"borrower\",\"lender\"]", both.get("signers").toJson());
            assertTrue(desk.refused(with(new Object[] {"claim", LoanDesk.ID, "contested", "--join", first}, borrower))
                    .contains("no such claim"));
            assertTrue(desk.refused(with(
                            new Object[] {"claim", LoanDesk.ID, "repaid"},
                            with(passphrase, "--role", "arbiter", "--key", directory.resolve("lender.key"))))
                    .contains("not the arbiter's contract key"));
        }
    }
}
