package org.escrowkit.core.evidence;

import com.google.common.collect.Maps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.form.Choice;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.loan.Price;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;

/**
 * The bytes of evidence, as parties exchange it and as its hash is made. What is read is written again as it was: there
 * is one form only. The first byte, 1, is the version of the form; values are written as in terms.
 */
public final class EvidenceCodec {
    /** A thousandfold of what a liquidation needs. */
    static final int MOST_BYTES = 2_000_000;

    private static final int FORM = 1;
    private static final List<Role> ROLES = List.of(Role.BORROWER, Role.LENDER, Role.ARBITER);

    static final Choice<Claim> CLAIMS = new Choice<>(
            "claim",
            List.of(
                    Choice.Kind.of(1, new Claim.Disbursed()),
                    Choice.Kind.of(2, new Claim.Repaid()),
                    new Choice.Kind<>(
                            3,
                            Claim.Unpaid.class,
                            (out, claim) -> out.plainMoney(claim.amount()),
                            in -> new Claim.Unpaid(in.plainMoney())),
                    Choice.Kind.of(4, new Claim.Cancelled()),
                    new Choice.Kind<>(
                            5,
                            Claim.Awarded.class,
                            (out, claim) -> out.coin(claim.toLender()).coin(claim.toArbiter()),
                            in -> new Claim.Awarded(in.coin(), in.coin())),
                    Choice.Kind.of(6, new Claim.Contested())));

    private EvidenceCodec() {}

    public static ByteString encode(Evidence evidence) {
        return new FormWriter()
                .tag(FORM)
                .list(evidence.statements(), EvidenceCodec::write)
                .list(evidence.prices(), EvidenceCodec::write)
                .written();
    }

    /** @throws MalformedException unless these are the bytes of evidence, naming the place that is wrong */
    public static Evidence decode(ByteString bytes) {
        return FormReader.all(bytes, "evidence", FORM, MOST_BYTES, EvidenceCodec::read, EvidenceCodec::encode);
    }

    private static Evidence read(FormReader in) {
        return new Evidence(
                in.at("statements").list(EvidenceCodec::readSigned),
                in.at("prices").list(EvidenceCodec::readPrice));
    }

    static ByteString encode(Statement statement) {
        FormWriter out = new FormWriter().tag(FORM);
        write(out, statement);
        return out.written();
    }

    static ByteString encode(PriceStatement price) {
        FormWriter out = new FormWriter().tag(FORM);
        write(out, price);
        return out.written();
    }

    static ByteString encode(SignedStatement signed) {
        FormWriter out = new FormWriter();
        write(out, signed);
        return out.written();
    }

    static ByteString encode(PriceAttestation price) {
        FormWriter out = new FormWriter();
        write(out, price);
        return out.written();
    }

    private static void write(FormWriter out, Statement statement) {
        out.raw(statement.contract().hash())
                .int64(statement.sequence())
                .second(statement.issued())
                .second(statement.expires());
        CLAIMS.write(out, statement.claim());
    }

    private static Statement readStatement(FormReader in) {
        return new Statement(
                new ContractFingerprint(in.raw(ContractFingerprint.SIZE)),
                in.int64(),
                in.second(),
                in.second(),
                CLAIMS.read(in));
    }

    /** Behind the statement each party's signature behind its length, 0 where it did not sign. */
    private static void write(FormWriter out, SignedStatement signed) {
        write(out, signed.statement());
        for (Role role : ROLES) {
            out.bytes(signed.signatures().getOrDefault(role, ByteString.EMPTY));
        }
    }

    private static SignedStatement readSigned(FormReader in) {
        Statement statement = readStatement(in);
        Map<Role, ByteString> signatures = new LinkedHashMap<>();
        for (Role role : ROLES) {
            signatures.put(role, in.bytes(SignedStatement.SIGNATURE_SIZE));
        }
        return new SignedStatement(statement, Maps.filterValues(signatures, signature -> !signature.isEmpty()));
    }

    private static void write(FormWriter out, PriceStatement price) {
        out.text(price.source())
                .int64(price.sequence())
                .plainMoney(price.price().ofOneBitcoin())
                .second(price.at());
    }

    private static void write(FormWriter out, PriceAttestation price) {
        write(out, price.statement());
        out.raw(price.signature());
    }

    private static PriceAttestation readPrice(FormReader in) {
        PriceStatement statement = new PriceStatement(in.text(), in.int64(), new Price(in.plainMoney()), in.second());
        return new PriceAttestation(statement, in.raw(SignedStatement.SIGNATURE_SIZE));
    }
}
