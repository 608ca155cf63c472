package org.escrowkit.core.psbt;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.Network;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.FeeRate;
import org.escrowkit.core.bitcoin.MultisigScript;
import org.escrowkit.core.bitcoin.Outpoint;
import org.escrowkit.core.bitcoin.Scripts;
import org.escrowkit.core.bitcoin.TransactionOutput;
import org.escrowkit.core.keys.ExtendedPublicKey;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.keys.PublicKey;

/**
 * What the reader of a {@link PsbtExplanation} knows from records of his own: names for keys and scripts, and what he
 * expects. Nothing here comes from the PSBT.
 *
 * @param network for which addresses are written
 * @param heading the first facts to read, such as whose loan this is
 * @param scripts the multisigs that guard coins which are to be spent or to stay, at least one; all weigh the same
 * @param parties whose keys stand in those scripts
 * @param xpubs the parties' extended keys
 * @param payees names for output scripts, such as "the borrower"
 * @param coins that are to be spent, with their amounts and scripts
 * @param mostLockTime the locktime above which a transaction is odd: a height that the chain has reached, 0 for none
 * @param demanded the outputs that are to be there, in order; empty where nothing is demanded
 */
public record PsbtExplanationContext(
        Network network,
        List<Fact> heading,
        List<MultisigScript> scripts,
        List<Party> parties,
        Map<ExtendedPublicKey, KeyOrigin> xpubs,
        Map<ByteString, String> payees,
        Map<Outpoint, TransactionOutput> coins,
        long mostLockTime,
        Optional<List<TransactionOutput>> demanded,
        FeeLimits fees) {
    public PsbtExplanationContext {
        heading = List.copyOf(heading);
        scripts = List.copyOf(scripts);
        if (scripts.isEmpty()) {
            throw new IllegalArgumentException("a script guards the coins");
        }
        parties = List.copyOf(parties);
        xpubs = ImmutableMap.copyOf(xpubs);
        payees = ImmutableMap.copyOf(payees);
        coins = ImmutableMap.copyOf(coins);
        demanded = demanded.map(List::copyOf);
    }

    /** How many signatures each coin needs. */
    int required() {
        return scripts.get(0).required();
    }

    /** The multisig behind a P2WSH output, if it is one of ours. */
    Optional<MultisigScript> behind(ByteString scriptPubKey) {
        return scripts.stream()
                .filter(script -> Scripts.p2wsh(script.toScript()).equals(scriptPubKey))
                .findFirst();
    }

    /** Whose key it is. */
    Optional<Party> owner(PublicKey key) {
        return parties.stream().filter(party -> party.keys().containsKey(key)).findFirst();
    }

    /**
     * A line of the explanation.
     *
     * @param label what it is about, a word or two
     * @param words one line
     */
    public record Fact(String label, String words) {}

    /** Whether a party's signature is wanted. */
    public enum Duty {
        MUST_SIGN,
        MAY_SIGN,
        MUST_NOT_SIGN
    }

    /**
     * @param name within a sentence, such as "the lender"
     * @param keys one in each of the scripts
     */
    public record Party(String name, Map<PublicKey, KeyOrigin> keys, Duty duty) {
        public Party {
            keys = ImmutableMap.copyOf(keys);
        }
    }

    /**
     * What the fee may be.
     *
     * @param most in all
     * @param surplus that may go to the miners on top, because it is too small to be paid out; mostly zero
     */
    public record FeeLimits(FeeRate floor, FeeRate ceiling, Coin most, Coin surplus) {}
}
