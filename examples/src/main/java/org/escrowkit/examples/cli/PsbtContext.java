package org.escrowkit.examples.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bitcoinj.base.BitcoinNetwork;
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
import org.escrowkit.core.psbt.Psbt;
import org.escrowkit.core.psbt.PsbtException;
import org.escrowkit.core.psbt.PsbtExplanationContext;
import org.escrowkit.core.psbt.PsbtExplanationContext.Duty;
import org.escrowkit.core.psbt.PsbtExplanationContext.Fact;
import org.escrowkit.core.psbt.PsbtExplanationContext.Party;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.core.vault.VaultAddress;

/** What a reader knows who has no loan at hand: a vault's keys, or nothing. */
final class PsbtContext {
    private static final String KNOWN = "Known";

    /** Any height will do for whoever does not know the chain's. */
    private static final long HIGHEST_LOCK = 499_999_999;

    private static final PsbtExplanationContext.FeeLimits FEES = new PsbtExplanationContext.FeeLimits(
            FeeRate.ONE_SAT_PER_VB, FeeRate.ofSatsPerVb(500), BitcoinNetwork.MAX_MONEY, Coin.ZERO);

    private PsbtContext() {}

    /** The script and the keys of a loan in a vault; which coins it has, the PSBT says. */
    static PsbtExplanationContext of(Psbt psbt, Vault vault, int index) {
        VaultAddress escrow = vault.address(index);
        MultisigScript script = MultisigScript.parse(escrow.witnessScript()).orElseThrow();
        List<Party> parties = Arrays.stream(Role.values())
                .map(role -> new Party(
                        "the " + Names.of(role), Map.of(escrow.key(role), escrow.origin(role)), Duty.MAY_SIGN))
                .toList();
        Map<ExtendedPublicKey, KeyOrigin> xpubs = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            xpubs.put(vault.account(role).xpub(), vault.account(role).origin());
        }
        return context(
                psbt,
                vault.network(),
                new Fact(KNOWN, "the vault's keys at index " + index + "; amounts are the PSBT's own word"),
                List.of(script),
                parties,
                xpubs);
    }

    /** Nothing but what the PSBT says of itself. */
    static PsbtExplanationContext of(Psbt psbt, BitcoinNetwork network) {
        Set<MultisigScript> scripts = new LinkedHashSet<>();
        psbt.inputs()
                .forEach(input ->
                        input.witnessScript().flatMap(MultisigScript::parse).ifPresent(scripts::add));
        if (scripts.isEmpty()) {
            throw Failure.refused(
                    "no input of this PSBT shows a multisig script",
                    "Name what it is about by --loan FILE, or by --vault FILE and --index N.");
        }
        return context(
                psbt,
                network,
                new Fact(KNOWN, "nothing: amounts, scripts and keys are the PSBT's own word"),
                List.copyOf(scripts),
                parties(psbt, scripts),
                psbt.xpubs());
    }

    private static PsbtExplanationContext context(
            Psbt psbt,
            Network network,
            Fact known,
            List<MultisigScript> scripts,
            List<Party> parties,
            Map<ExtendedPublicKey, KeyOrigin> xpubs) {
        Map<ByteString, String> payees = new LinkedHashMap<>();
        scripts.forEach(script -> payees.put(Scripts.p2wsh(script.toScript()), "the escrow again"));
        return new PsbtExplanationContext(
                network,
                List.of(known),
                scripts,
                parties,
                xpubs,
                payees,
                coins(psbt, payees.keySet()),
                HIGHEST_LOCK,
                Optional.empty(),
                FEES);
    }

    /** Every key of the scripts, named by itself. */
    private static List<Party> parties(Psbt psbt, Set<MultisigScript> scripts) {
        Map<PublicKey, KeyOrigin> origins = new LinkedHashMap<>();
        psbt.inputs().forEach(input -> origins.putAll(input.origins()));
        List<Party> parties = new ArrayList<>();
        origins.forEach((key, origin) -> {
            if (scripts.stream().anyMatch(script -> script.keys().contains(key.bytes()))) {
                parties.add(new Party("key " + key, Map.of(key, origin), Duty.MAY_SIGN));
            }
        });
        return parties;
    }

    /** The coins that it claims to spend, where they lie at these scripts. */
    private static Map<Outpoint, TransactionOutput> coins(Psbt psbt, Set<ByteString> scripts) {
        Map<Outpoint, TransactionOutput> coins = new LinkedHashMap<>();
        for (int i = 0; i < psbt.inputs().size(); i++) {
            Outpoint spent = psbt.unsignedTransaction().inputs().get(i).outpoint();
            claimed(psbt, i)
                    .filter(output -> scripts.contains(output.scriptPubKey()))
                    .ifPresent(output -> coins.put(spent, output));
        }
        return coins;
    }

    private static Optional<TransactionOutput> claimed(Psbt psbt, int input) {
        try {
            return Optional.of(psbt.spentOutput(input));
        } catch (PsbtException unknown) {
            return Optional.empty();
        }
    }
}
