package org.escrowkit.core.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The steps of a BIP32 derivation, outermost first, each an unsigned 32-bit child number whose top bit says "hardened".
 * Read with {@code h} or {@code '} as the mark (BIP380), written with {@code h}.
 */
public record DerivationPath(List<Integer> steps) {
    public static final int HARDENED = 0x8000_0000;

    /** As many as BIP32 can count. */
    static final int MOST_STEPS = 255;

    /** No steps: where a master key is. */
    public static final DerivationPath MASTER = new DerivationPath(List.of());

    public DerivationPath {
        steps = List.copyOf(steps);
        if (steps.size() > MOST_STEPS) {
            throw new KeyException(KeyFault.ORIGIN_MALFORMED, steps.size() + " steps are too deep");
        }
    }

    /**
     * Reads {@code 48h/1h/0h/2h}, with or without a leading {@code m/}.
     *
     * @throws KeyException with the character at which a step is wrong
     */
    public static DerivationPath parse(String text) {
        if (text.isEmpty() || text.equals("m")) {
            return MASTER;
        }
        KeyTextReader in = new KeyTextReader(text);
        if (in.take('m')) {
            in.expect('/', KeyFault.ORIGIN_MALFORMED);
        }
        List<Integer> steps = new ArrayList<>(List.of(in.readStep(KeyFault.ORIGIN_MALFORMED)));
        steps.addAll(in.readSlashedSteps(KeyFault.ORIGIN_MALFORMED));
        if (!in.atEnd()) {
            throw in.fault(KeyFault.ORIGIN_MALFORMED, "'/' or the end expected");
        }
        return new DerivationPath(steps);
    }

    public int depth() {
        return steps.size();
    }

    public DerivationPath child(int... further) {
        List<Integer> longer = new ArrayList<>(steps);
        for (int step : further) {
            longer.add(step);
        }
        return new DerivationPath(longer);
    }

    /** Without a leading {@code m}, as descriptors write it. */
    @Override
    public String toString() {
        return steps.stream()
                .map(step -> (step & Integer.MAX_VALUE) + (step < 0 ? "h" : ""))
                .collect(Collectors.joining("/"));
    }
}
