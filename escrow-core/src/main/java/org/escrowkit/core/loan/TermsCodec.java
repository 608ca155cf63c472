package org.escrowkit.core.loan;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.form.FormReader;
import org.escrowkit.core.form.FormWriter;
import org.escrowkit.core.vault.Chain;
import org.escrowkit.core.vault.Role;

/**
 * The bytes of terms, as parties exchange them and as their hash is made. Equal terms have the same bytes, and bytes
 * that are read are written again as they were: there is one form only.
 *
 * <p>The first byte, 1, is the version of the form. All components follow in the order of {@link LoanTerms}, those of
 * nested values in theirs. Integers are little-endian or, where a range is small, Bitcoin's compact sizes; satoshis,
 * times (whole seconds since 1970) and spans (seconds) take 8 bytes. A decimal is its scale in one byte and its
 * unscaled value in two's complement behind its length, both the shortest; money is the three letters of its currency
 * and a decimal. Lists stand behind their number, optional values behind a byte 0 or 1, enumerated ones are a byte. A
 * payout address is its output script. Of the escrow addresses only the vault, by each party's origin and extended key
 * (BIP32, 78 bytes, in the order borrower, lender, arbiter), the first index and their number are written: the rest
 * follows.
 */
public final class TermsCodec {
    /** Terms are far smaller; an instalment a day for a century is not. */
    static final int MOST_BYTES = 100_000;

    static final List<Role> ROLES = List.of(Role.BORROWER, Role.LENDER, Role.ARBITER);

    private static final String SUBJECT = "loan terms";
    private static final int FORM = 1;
    private static final int KEY_SIZE = 32;
    private static final byte[] TAG_HASH = Sha256Hash.hash("escrowkit/terms".getBytes(US_ASCII));

    private static final List<Chain> CHAINS =
            List.of(Chain.MAINNET, Chain.TESTNET3, Chain.TESTNET4, Chain.SIGNET, Chain.REGTEST);

    private TermsCodec() {}

    /**
     * @throws IllegalArgumentException for terms that no party could read: with a fraction of a second, a time after
     *     the year 9999, more than 255 addresses, or more than 100,000 bytes of them
     */
    public static ByteString encode(LoanTerms terms) {
        FormWriter out = new FormWriter().tag(FORM);
        out.number(terms.version()).tag(CHAINS.indexOf(terms.chain()));
        TermsParts.writeEscrows(out, terms.escrows());
        for (Role role : ROLES) {
            out.raw(TermsParts.of(terms.contractKeys(), role));
        }
        out.plainMoney(terms.principal());
        TermsParts.INTEREST.write(out, terms.interest());
        TermsParts.writeDeadlines(out, terms.deadlines());
        out.coin(terms.requiredCollateral());
        TermsParts.writeDeposits(out, terms.deposits());
        MarginForms.write(out, terms.margin());
        TermsParts.writePrices(out, terms.prices());
        TermsParts.writePayouts(out, terms.payouts());
        out.span(terms.payoutDelay());
        TermsParts.writeFees(out, terms.fees());
        ByteString written = out.written();
        if (written.size() > MOST_BYTES) {
            throw new IllegalArgumentException("terms of more than " + MOST_BYTES + " bytes");
        }
        return written;
    }

    /** @throws MalformedException unless these are the bytes of terms, naming the component that is wrong */
    public static LoanTerms decode(ByteString bytes) {
        return FormReader.all(bytes, SUBJECT, FORM, MOST_BYTES, TermsCodec::read, TermsCodec::encode);
    }

    private static LoanTerms read(FormReader in) {
        int version = in.at("version").number();
        Chain chain = TermsParts.oneOf(CHAINS, in.at("chain"));
        return new LoanTerms(
                version,
                chain,
                TermsParts.readEscrows(in.at("escrows"), chain.network()),
                TermsParts.byRole(in.at("contract keys"), key -> key.raw(KEY_SIZE)),
                in.at("principal").plainMoney(),
                TermsParts.INTEREST.read(in.at("interest")),
                TermsParts.readDeadlines(in.at("deadlines")),
                in.at("required collateral").coin(),
                TermsParts.readDeposits(in.at("deposits")),
                MarginForms.read(in.at("margin")),
                TermsParts.readPrices(in.at("prices")),
                TermsParts.readPayouts(in.at("payouts"), chain.network()),
                in.at("payout delay").span(),
                TermsParts.readFees(in.at("fees")));
    }

    /** BIP340's tagged hash of the bytes, with the tag {@code escrowkit/terms}; 32 bytes. */
    public static ByteString hash(LoanTerms terms) {
        byte[] tagged = new ByteWriter()
                .write(TAG_HASH)
                .write(TAG_HASH)
                .write(encode(terms))
                .toByteArray();
        return ByteString.of(Sha256Hash.hash(tagged));
    }
}
