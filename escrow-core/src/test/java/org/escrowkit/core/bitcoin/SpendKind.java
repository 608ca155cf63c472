package org.escrowkit.core.bitcoin;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.SpendCase.Honest;

/** What spends may be like: honest ones, honest ones that we alone refuse, and what may happen to an honest one. */
@SuppressWarnings("ImmutableEnumChecker") // lambdas without state
enum SpendKind {
    HONEST(honest((spend, random) -> spend.witness())),
    HONEST_OF_ANOTHER_M_OF_N(SpendCase::otherMultisig),
    HONEST_OF_ANOTHER_SCRIPT(SpendCase::otherScript),
    HONEST_OF_ANOTHER_SIGHASH_TYPE(honest(SpendKind::otherType)),
    WRONG_ORDER(honest((spend, random) -> spend.spend().signedBy(spend.input(), 2, spend.first()))),
    ONE_SIGNER_TWICE(honest((spend, random) -> {
        int signer = random.nextInt(3);
        return spend.spend().signedBy(spend.input(), signer, signer);
    })),
    STRANGER(honest((spend, random) ->
            spend.with(either(random), spend.spend().signature(spend.input(), TestSpends.key(random))))),
    HIGH_S(honest((spend, random) -> changed(spend, random, Mutations::highS))),
    CHANGED_SIGHASH_BYTE(honest((spend, random) -> Mutations.CHANGE_THE_SIGHASH_BYTE.apply(spend.witness(), random))),
    WRONG_AMOUNT(random -> Honest.seeded(random).withAnotherAmount()),
    ANOTHER_TRANSACTION(random -> Honest.seeded(random).withAnotherLockTime()),
    TRUNCATED_SIGNATURE(honest((spend, random) ->
            changed(spend, random, signature -> signature.slice(0, random.nextInt(signature.size()))))),
    TRUNCATED_SCRIPT(honest(
            (spend, random) -> spend.with(3, spend.witness().get(3).slice(0, random.nextInt(105))))),
    PADDED_SIGNATURE(honest((spend, random) -> changed(spend, random, signature -> signature.plus(random.nextInt(3))))),
    ODD_DER(honest((spend, random) -> changed(spend, random, signature -> DerOddities.of(signature, random)))),
    FLIPPED_BIT(honest((spend, random) -> Mutations.FLIP_A_BIT.apply(spend.witness(), random))),
    SWAPPED_ITEMS(honest((spend, random) -> Mutations.SWAP_TWO_ITEMS.apply(spend.witness(), random))),
    DROPPED_ITEM(honest((spend, random) -> Mutations.DROP_AN_ITEM.apply(spend.witness(), random))),
    REPEATED_ITEM(honest((spend, random) -> Mutations.REPEAT_AN_ITEM.apply(spend.witness(), random))),
    FILLED_DUMMY(honest((spend, random) -> Mutations.FILL_THE_DUMMY.apply(spend.witness(), random))),
    SCRIPT_SIG(random -> Honest.seeded(random).withScriptSig()),
    NO_WITNESS(honest((spend, random) -> List.of()));

    private static final List<SighashType> OTHER_TYPES = List.copyOf(EnumSet.complementOf(EnumSet.of(SighashType.ALL)));

    private final Function<Random, SpendCase> maker;

    SpendKind(Function<Random, SpendCase> maker) {
        this.maker = maker;
    }

    SpendCase make(Random random) {
        return maker.apply(random);
    }

    /** Whether a node relays such a spend: all else is to be refused. */
    boolean isHonest() {
        return this == HONEST || this == HONEST_OF_ANOTHER_M_OF_N || isRefusedByUsAlone();
    }

    boolean isRefusedByUsAlone() {
        return this == HONEST_OF_ANOTHER_SCRIPT || this == HONEST_OF_ANOTHER_SIGHASH_TYPE;
    }

    /** An honest spend with the witness of one input changed. */
    private static Function<Random, SpendCase> honest(BiFunction<Honest, Random, List<ByteString>> change) {
        return random -> {
            Honest spend = Honest.seeded(random);
            return spend.with(change.apply(spend, random));
        };
    }

    private static int either(Random random) {
        return 1 + random.nextInt(2);
    }

    private static List<ByteString> changed(Honest spend, Random random, Function<ByteString, ByteString> change) {
        int item = either(random);
        return spend.with(item, change.apply(spend.witness().get(item)));
    }

    /** Both of one other type than ALL, good signatures of what they commit to. */
    private static List<ByteString> otherType(Honest honest, Random random) {
        TestSpends spend = honest.spend();
        SighashType type = OTHER_TYPES.get(random.nextInt(OTHER_TYPES.size()));
        Sha256Hash hash = SegwitSighash.of(spend.unsigned())
                .forInput(
                        honest.input(),
                        spend.witnessScript(),
                        spend.spent().get(honest.input()).value(),
                        type);
        return spend.stack(
                TestSpends.sign(spend.keys().get(honest.first()), hash).toDer().plus(type.value()),
                TestSpends.sign(spend.keys().get(2), hash).toDer().plus(type.value()));
    }
}
