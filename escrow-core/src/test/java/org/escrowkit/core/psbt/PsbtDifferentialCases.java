package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.keys.KeyOrigin;
import org.escrowkit.core.psbt.PsbtDifferentialBytes.Field;
import org.escrowkit.core.vault.Role;
import org.escrowkit.core.vault.Vault;
import org.escrowkit.core.vault.VaultAddress;

/**
 * Honest PSBTs of the spends that it is given, the same for the same seed: created, updated, signed in part, signed, or
 * each input another way; with sighash types, extended keys, outputs that say what they are, and fields of others.
 */
public final class PsbtDifferentialCases {
    private static final int PARTIAL_SIGNATURE = 0x02;
    private static final int WITNESS_SCRIPT = 0x05;
    private static final int XPUB = 0x01;
    public static final int FIRST_OF_OTHERS = 0xc0;

    /** How far an input has come. */
    public enum Stage {
        CREATED(0),
        UPDATED(0),
        HALF_SIGNED(1),
        SIGNED(2),
        SIGNED_BY_ALL(3),
        FINAL(3),
        MIXED(0);

        /** As many signatures it has, or was made of. */
        private final int signatures;

        Stage(int signatures) {
            this.signatures = signatures;
        }
    }

    /** The stages at which a signature may still come in. */
    public static final List<Stage> UNFINISHED =
            List.of(Stage.CREATED, Stage.UPDATED, Stage.HALF_SIGNED, Stage.SIGNED, Stage.SIGNED_BY_ALL);

    /** Those, and the witness itself in place of all that it was made from. */
    public static final List<Stage> ALL =
            Stream.concat(UNFINISHED.stream(), Stream.of(Stage.FINAL)).toList();

    /** All that there is to know of a spend from this vault, signed by all: what cases are taken from. */
    public record Spend(Psbt signed, Vault vault) {}

    public record Case(Spend spend, Stage stage, PsbtDifferentialBytes fields) {}

    private final Random random;
    private final List<Stage> stages;
    private final List<Spend> spends;

    public PsbtDifferentialCases(Random random, List<Stage> stages, List<Spend> spends) {
        this.random = random;
        this.stages = stages;
        this.spends = spends;
    }

    public Case next() {
        return of(spends.get(random.nextInt(spends.size())));
    }

    /** Another PSBT of the same transaction, which contradicts it in nothing: of another's fields it has none. */
    public Case next(Case one) {
        Case other = of(one.spend());
        other.fields().maps.forEach(map -> map.removeIf(field -> field.type() >= FIRST_OF_OTHERS));
        return other;
    }

    private Case of(Spend spend) {
        int chosen = random.nextInt(stages.size() + 1);
        Stage stage = chosen < stages.size() ? stages.get(chosen) : Stage.MIXED;
        PsbtDifferentialBytes fields = PsbtDifferentialBytes.of(spend.signed().serialize());
        int inputs = spend.signed().inputs().size();
        for (int map = 1; map <= inputs; map++) {
            Stage own = stage == Stage.MIXED ? stages.get(random.nextInt(stages.size())) : stage;
            bringTo(own, fields.maps.get(map));
        }
        if (random.nextInt(3) == 0) {
            fields.maps.get(0).removeIf(field -> field.type() == XPUB);
        }
        for (int map = 1 + inputs; map < fields.maps.size(); map++) {
            if (random.nextInt(3) == 0) {
                describe(fields.maps.get(map), spend.vault().address(map));
            }
        }
        if (random.nextInt(3) == 0) {
            fields.maps.forEach(this::addFieldsOfOthers);
        }
        return new Case(spend, stage, fields);
    }

    private void bringTo(Stage stage, List<Field> input) {
        if (stage == Stage.CREATED) {
            input.clear();
            return;
        }
        List<Field> signatures = new ArrayList<>(input.stream()
                .filter(field -> field.type() == PARTIAL_SIGNATURE)
                .toList());
        while (signatures.size() > stage.signatures) {
            input.remove(signatures.remove(random.nextInt(signatures.size())));
        }
        if (stage == Stage.FINAL) {
            makeFinal(input, signatures);
            return;
        }
        if (random.nextInt(3) == 0) {
            input.add(Field.of("03", ByteString.ofHex("01000000")));
        }
    }

    /** With two of the signatures, in the order of their keys, which is the script's. */
    private static void makeFinal(List<Field> input, List<Field> signatures) {
        ByteString script = input.stream()
                .filter(field -> field.type() == WITNESS_SCRIPT)
                .findFirst()
                .orElseThrow()
                .value();
        ByteWriter witness = new ByteWriter().writeByte(4).writeByte(0);
        signatures.subList(0, 2).forEach(signature -> witness.writeVarBytes(signature.value()));
        witness.writeVarBytes(script);
        input.removeIf(field -> field.type() >= PARTIAL_SIGNATURE);
        input.add(Field.of("08", witness.toByteString()));
    }

    /** As a wallet describes its own outputs; that the output pays another script, no reader minds. */
    private static void describe(List<Field> output, VaultAddress address) {
        output.add(Field.of("01", address.witnessScript()));
        for (Role role : Role.values()) {
            KeyOrigin origin = address.origin(role);
            ByteWriter value = new ByteWriter().write(origin.fingerprint());
            origin.path().steps().forEach(value::writeInt32);
            output.add(Field.of("02" + address.key(role), value.toByteString()));
        }
    }

    /** Of types that no BIP uses, one of them wider than a byte, and proprietary ones (BIP174). */
    private void addFieldsOfOthers(List<Field> map) {
        TreeSet<ByteString> keys = new TreeSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            keys.add(
                    switch (random.nextInt(3)) {
                        case 0 -> ByteString.ofHex("c" + random.nextInt(10)).plus(random.nextInt(256));
                        case 1 ->
                            ByteString.ofHex("fd0" + random.nextInt(1, 10) + "05")
                                    .plus(random.nextInt(256));
                        default ->
                            ByteString.ofHex("fc0465736372" + "0" + random.nextInt(10))
                                    .plus(random.nextInt(256));
                    });
        }
        byte[] value = new byte[random.nextInt(60)];
        random.nextBytes(value);
        keys.forEach(key -> map.add(new Field(key, ByteString.of(value))));
    }
}
