package org.escrowkit.core.bitcoin;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What may happen to an honest witness on its way. */
public enum Mutations {
    NONE {
        @Override
        List<ByteString> apply(List<ByteString> witness, Random random) {
            return witness;
        }
    },
    FLIP_A_BIT {
        @Override
        List<ByteString> apply(List<ByteString> witness, Random random) {
            List<ByteString> mutated = new ArrayList<>(witness);
            int item = 1 + random.nextInt(witness.size() - 1);
            byte[] bytes = witness.get(item).toByteArray();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            mutated.set(item, ByteString.of(bytes));
            return mutated;
        }
    },
    SWAP_TWO_ITEMS {
        @Override
        List<ByteString> apply(List<ByteString> witness, Random random) {
            List<ByteString> mutated = new ArrayList<>(witness);
            int item = random.nextInt(witness.size() - 1);
            mutated.set(item, witness.get(item + 1));
            mutated.set(item + 1, witness.get(item));
            return mutated;
        }
    },
    DROP_AN_ITEM {
        @Override
        List<ByteString> apply(List<ByteString> witness, Random random) {
            List<ByteString> mutated = new ArrayList<>(witness);
            mutated.remove(random.nextInt(witness.size()));
            return mutated;
        }
    },
    REPEAT_AN_ITEM {
        @Override
        List<ByteString> apply(List<ByteString> witness, Random random) {
            List<ByteString> mutated = new ArrayList<>(witness);
            int item = random.nextInt(witness.size());
            mutated.add(item, witness.get(item));
            return mutated;
        }
    },
    RAISE_S {
        @Override
        List<ByteString> apply(List<ByteString> witness, Random random) {
            List<ByteString> mutated = new ArrayList<>(witness);
            int item = 1 + random.nextInt(2);
            mutated.set(item, highS(witness.get(item)));
            return mutated;
        }
    },
    CHANGE_THE_SIGHASH_BYTE {
        @Override
        List<ByteString> apply(List<ByteString> witness, Random random) {
            List<ByteString> mutated = new ArrayList<>(witness);
            int item = 1 + random.nextInt(2);
            ByteString signature = witness.get(item);
            mutated.set(item, signature.slice(0, signature.size() - 1).plus(random.nextInt(256)));
            return mutated;
        }
    },
    FILL_THE_DUMMY {
        @Override
        List<ByteString> apply(List<ByteString> witness, Random random) {
            List<ByteString> mutated = new ArrayList<>(witness);
            mutated.set(0, ByteString.of((byte) random.nextInt(2)));
            return mutated;
        }
    };

    abstract List<ByteString> apply(List<ByteString> witness, Random random);

    /** The same signature with the other of its two values of s. */
    public static ByteString highS(ByteString signature) {
        EcdsaSignature low = EcdsaSignature.parseDer(signature.slice(0, signature.size() - 1));
        return new EcdsaSignature(low.r(), TestSpends.ORDER.subtract(low.s()))
                .toDer()
                .plus(signature.at(signature.size() - 1));
    }
}
