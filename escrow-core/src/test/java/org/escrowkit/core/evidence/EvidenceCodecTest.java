package org.escrowkit.core.evidence;

import static org.escrowkit.core.TestEvidence.attested;
import static org.escrowkit.core.TestEvidence.signed;
import static org.escrowkit.core.TestLoans.TERMS;
import static org.escrowkit.core.TestLoans.day;
import static org.escrowkit.core.TestLoans.price;
import static org.escrowkit.core.TestLoans.usd;
import static org.escrowkit.core.evidence.EvidenceSamples.statement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.loan.Golden;
import org.escrowkit.core.vault.Role;
import org.joda.money.BigMoney;
import org.junit.jupiter.api.Test;

class EvidenceCodecTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/evidence-1");
    private static final Evidence EVERYTHING = EvidenceSamples.everything();
    private static final ByteString BYTES = EvidenceCodec.encode(EVERYTHING);

    private static MalformedException refused(ByteString bytes) {
        return assertThrows(MalformedException.class, () -> EvidenceCodec.decode(bytes));
    }

    @Test
    void signedEvidenceOfEveryKindReadsAsItDidWhenItWasSigned() {
        Map<String, String> made = new TreeMap<>();
        EvidenceSamples.each().forEach((name, evidence) -> {
            ByteString bytes = EvidenceCodec.encode(evidence);
            assertEquals(evidence, EvidenceCodec.decode(bytes), name);
            made.put(name + ".hex", bytes.toHex() + "\n" + evidence.hash() + "\n");
        });
        Golden.check(GOLDEN, made);
    }

    @Test
    void noClaimIsWithoutAFormAndASample() {
        Set<Class<?>> kinds = new HashSet<>(Arrays.asList(Claim.class.getPermittedSubclasses()));
        assertEquals(kinds, EvidenceCodec.CLAIMS.types());
        assertEquals(
                kinds,
                EvidenceSamples.CLAIMS.values().stream().map(Object::getClass).collect(Collectors.toSet()));
    }

    @Test
    void whatIsSignedSaysWhatItIs() {
        Set<Object> hashes = new HashSet<>();
        EvidenceSamples.CLAIMS
                .values()
                .forEach(claim -> hashes.add(statement(claim).hash()));
        hashes.add(EvidenceSamples.PRICE_STATEMENT.hash());
        EvidenceSamples.each().values().forEach(evidence -> hashes.add(evidence.hash()));
        assertEquals(6 + 1 + 8, hashes.size());
    }

    @Test
    void theOrderInWhichEvidenceIsBroughtDoesNotMatter() {
        for (long seed = 0; seed < 20; seed++) {
            List<SignedStatement> statements = new ArrayList<>(EVERYTHING.statements());
            Collections.shuffle(statements, new Random(seed));
            assertEquals(EVERYTHING, new Evidence(statements, EVERYTHING.prices()), "seed " + seed);
        }
        List<PriceAttestation> rising = Stream.of(9, 10, 11)
                .map(i -> attested(TERMS, new PriceStatement("market", i, price("24000"), day(i))))
                .toList();
        List<PriceAttestation> falling = new ArrayList<>(rising);
        Collections.reverse(falling);
        assertEquals(rising, Evidence.of(falling).prices());
    }

    @Test
    void whatIsBroughtTwiceIsThereOnce() {
        assertEquals(EVERYTHING, EVERYTHING.plus(EVERYTHING));
        assertEquals(EVERYTHING, EVERYTHING.plus(Evidence.NONE));
        assertEquals(7, EVERYTHING.statements().size() + EVERYTHING.prices().size());
    }

    /** USD 30000 and USD 30000.00 are one claim, and have one form. */
    @Test
    void anAmountIsTheSameHoweverManyZerosItHas() {
        SignedStatement bare = signed(statement(new Claim.Unpaid(BigMoney.parse("USD 30000"))), Role.LENDER);
        SignedStatement cents = signed(statement(new Claim.Unpaid(BigMoney.parse("USD 30000.00"))), Role.LENDER);
        Evidence both = Evidence.of(bare, cents);
        assertEquals(1, both.statements().size());
        assertEquals(
                both.hash(), EvidenceCodec.decode(EvidenceCodec.encode(both)).hash());
        assertEquals(bare.statement().hash(), cents.statement().hash());
    }

    @Test
    void p4BytesBehindEvidenceAreRefused() {
        refused(BYTES.plus(0));
        assertEquals(EVERYTHING, EvidenceCodec.decode(BYTES));
    }

    @Test
    void p5TruncatedEvidenceIsRefusedWhereverItEnds() {
        for (int i = 0; i < BYTES.size(); i++) {
            refused(BYTES.slice(0, i));
        }
    }

    @Test
    void anotherOrderIsRefused() {
        List<SignedStatement> statements = EVERYTHING.statements();
        ByteString first = EvidenceCodec.encode(statements.get(0));
        ByteString second = EvidenceCodec.encode(statements.get(1));
        assertEquals(
                Evidence.of(statements.get(0), statements.get(1)), EvidenceCodec.decode(listed(2, 0, first, second)));
        String problem = refused(listed(2, 0, second, first)).problem();
        assertEquals("not in the one form that its value has", problem);
    }

    @Test
    void p3ARepeatIsRefused() {
        ByteString one = EvidenceCodec.encode(EVERYTHING.statements().get(0));
        refused(listed(2, 0, one, one));
        ByteString price = EvidenceCodec.encode(EvidenceSamples.PRICE);
        assertEquals(
                EvidenceSamples.PRICE,
                EvidenceCodec.decode(listed(0, 1, price)).prices().get(0));
        refused(listed(0, 2, price, price));
    }

    /** A form 1 of so many statements and prices, as these bytes have them. */
    private static ByteString listed(int statements, int prices, ByteString... parts) {
        FormWriter out = new FormWriter().tag(1).number(statements);
        for (int i = 0; i < statements; i++) {
            out.raw(parts[i]);
        }
        out.number(prices);
        for (int i = statements; i < parts.length; i++) {
            out.raw(parts[i]);
        }
        return out.written();
    }

    @Test
    void anUnknownFormOrClaimIsRefused() {
        ByteString otherForm =
                ByteString.ofHex("02" + BYTES.slice(1, BYTES.size()).toHex());
        assertTrue(refused(otherForm).problem().contains("form 2 is unknown"));
        ByteString repaid = EvidenceCodec.encode(Evidence.of(EvidenceSamples.all(new Claim.Repaid())));
        int tagAt = 1 + 1 + 32 + 3 * 8;
        assertEquals(2, repaid.at(tagAt));
        for (int tag : new int[] {0, 7, 255}) {
            String hex = repaid.toHex();
            refused(ByteString.ofHex(
                    hex.substring(0, 2 * tagAt) + String.format("%02x", tag) + hex.substring(2 * tagAt + 2)));
        }
    }

    @Test
    void aStatementWithoutASignatureIsRefused() {
        FormWriter out = new FormWriter().tag(1).number(1);
        ByteString statement = EvidenceCodec.encode(statement(new Claim.Repaid()));
        out.raw(statement.slice(1, statement.size()))
                .raw(ByteString.ofHex("000000"))
                .number(0);
        assertTrue(refused(out.written()).problem().contains("signatures of 64 bytes"));
    }

    @Test
    void p9TooMuchEvidenceIsNeitherMadeNorRead() {
        List<SignedStatement> many = new ArrayList<>();
        SignedStatement signed = EvidenceSamples.all(new Claim.Repaid());
        for (int i = 1; i <= Evidence.MOST_STATEMENTS + 1; i++) {
            Statement statement = new Statement(TERMS.fingerprint(), i, day(1), day(2), new Claim.Repaid());
            many.add(new SignedStatement(statement, signed.signatures()));
        }
        assertThrows(IllegalArgumentException.class, () -> new Evidence(many, List.of()));
        Evidence most = new Evidence(many.subList(0, Evidence.MOST_STATEMENTS), List.of());
        assertEquals(most, EvidenceCodec.decode(EvidenceCodec.encode(most)));
        List<PriceAttestation> prices = new ArrayList<>();
        for (int i = 1; i <= Evidence.MOST_PRICES + 1; i++) {
            prices.add(new PriceAttestation(
                    new PriceStatement("market", i, price("24000.00"), day(1)), EvidenceSamples.PRICE.signature()));
        }
        assertThrows(IllegalArgumentException.class, () -> Evidence.of(prices));
        Evidence all = Evidence.of(prices.subList(0, Evidence.MOST_PRICES));
        ByteString bytes = EvidenceCodec.encode(all);
        assertTrue(bytes.size() <= EvidenceCodec.MOST_BYTES, () -> bytes.size() + " bytes");
        assertEquals(all, EvidenceCodec.decode(bytes));
        refused(ByteString.of(new byte[EvidenceCodec.MOST_BYTES + 1]));
    }

    @Test
    void everyFieldIsInTheHash() {
        Evidence one = Evidence.of(EvidenceSamples.all(new Claim.Repaid()));
        assertNotEquals(one.hash(), Evidence.NONE.hash());
        assertNotEquals(
                one.hash(),
                Evidence.of(signed(statement(new Claim.Repaid()), Role.LENDER)).hash());
        assertNotEquals(
                Evidence.of(List.of(EvidenceSamples.PRICE)).hash(),
                Evidence.of(List.of(attested(TERMS, new PriceStatement("market", 7, price("24000.51"), day(30)))))
                        .hash());
        assertEquals(
                one.hash(), Evidence.of(EvidenceSamples.all(new Claim.Repaid())).hash());
        assertEquals(usd("1"), new Claim.Unpaid(usd("1")).amount());
    }
}
