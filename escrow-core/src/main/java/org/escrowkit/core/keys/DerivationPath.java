package org.escrowkit.core.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The steps of a BIP32 derivation, outermost first, each an unsigned 32-bit child number whose top bit says "hardened".
 * Read with {@code h}, {@code H} or {@code '} as the mark, written with {@code h}.
 */
public record DerivationPath(List<Integer> steps) {
    public static final int HARDENED = 0x8000_0000;

    private static final Pattern STEP = Pattern.compile("(0|[1-9][0-9]{0,9})([hH']?)");
    private static final int MOST_STEPS = 255;

    public DerivationPath {
        steps = List.copyOf(steps);
        if (steps.size() > MOST_STEPS) {
            throw new KeyException(KeyFault.ORIGIN_MALFORMED, steps.size() + " steps are too deep");
        }
    }

    /**
     * Reads {@code 48h/1h/0h/2h}, with or without a leading {@code m/}.
     *
     * @throws KeyException naming the step that is wrong
     */
    public static DerivationPath parse(String text) {
        List<Integer> steps = new ArrayList<>();
        if (!text.isEmpty() && !text.equals("m")) {
            String body = text.startsWith("m/") ? text.substring(2) : text;
            for (String step : body.split("/", -1)) {
                steps.add(parseStep(step, text));
            }
        }
        return new DerivationPath(steps);
    }

    private static int parseStep(String step, String path) {
        var match = STEP.matcher(step);
        if (match.matches()) {
            long index = Long.parseLong(match.group(1));
            if (index <= Integer.MAX_VALUE) {
                return (int) index | (match.group(2).isEmpty() ? 0 : HARDENED);
            }
        }
        throw new KeyException(KeyFault.ORIGIN_MALFORMED, "step '" + step + "' in path '" + path + "'");
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
