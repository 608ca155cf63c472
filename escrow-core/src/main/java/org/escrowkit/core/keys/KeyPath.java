package org.escrowkit.core.keys;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The path behind an extended key in a descriptor (BIP380), such as {@code /0/*}, with at most one step of several
 * alternatives (BIP389), such as {@code /<0;1>/*}. Never hardened: public keys have no hardened children.
 *
 * @param steps outermost first, each the alternatives at its place, mostly one
 * @param wildcard whether a step follows that takes every index
 */
public record KeyPath(List<List<Integer>> steps, boolean wildcard) {
    /** No steps at all. */
    public static final KeyPath NONE = new KeyPath(List.of(), false);

    /** @throws KeyException for a hardened step, two steps with alternatives, an alternative twice, or 256 steps */
    public KeyPath {
        steps = steps.stream().map(List::copyOf).toList();
        if (steps.size() + (wildcard ? 1 : 0) > DerivationPath.MOST_STEPS) {
            throw new KeyException(KeyFault.PATH_MALFORMED, "more than " + DerivationPath.MOST_STEPS + " steps");
        }
        if (steps.stream().filter(alternatives -> alternatives.size() > 1).count() > 1) {
            throw new KeyException(KeyFault.PATH_MALFORMED, "only one step may have alternatives");
        }
        steps.forEach(KeyPath::requireDistinctAndPublic);
    }

    private static void requireDistinctAndPublic(List<Integer> alternatives) {
        if (alternatives.isEmpty() || new HashSet<>(alternatives).size() < alternatives.size()) {
            throw new KeyException(KeyFault.PATH_MALFORMED, "no alternative, or the same twice");
        }
        if (alternatives.stream().anyMatch(step -> step < 0)) {
            throw new KeyException(KeyFault.HARDENED, "a public key has no hardened children");
        }
    }

    /** These steps and then every index: {@code ranged(0)} is {@code /0/*}. */
    public static KeyPath ranged(int... steps) {
        List<List<Integer>> single = new ArrayList<>();
        for (int step : steps) {
            single.add(List.of(step));
        }
        return new KeyPath(single, true);
    }

    /** @throws KeyException with the character where the text is no path that begins with a slash */
    public static KeyPath parse(String text) {
        return read(new KeyTextReader(text));
    }

    static KeyPath read(KeyTextReader in) {
        List<List<Integer>> steps = new ArrayList<>();
        boolean multipath = false;
        boolean wildcard = false;
        while (!wildcard && !in.atEnd()) {
            in.expect('/', KeyFault.PATH_MALFORMED);
            int start = in.position();
            if (steps.size() == DerivationPath.MOST_STEPS) {
                throw in.fault(KeyFault.PATH_MALFORMED, "more than " + DerivationPath.MOST_STEPS + " steps");
            }
            if (in.take('*')) {
                requirePublic(start, in.take('h') || in.take('\''));
                wildcard = true;
            } else if (in.take('<')) {
                if (multipath) {
                    throw new KeyException(KeyFault.PATH_MALFORMED, "only one step may have alternatives", start);
                }
                multipath = true;
                steps.add(readAlternatives(in));
            } else {
                steps.add(List.of(readPublicStep(in)));
            }
        }
        if (!in.atEnd()) {
            throw in.fault(KeyFault.PATH_MALFORMED, "nothing may follow the wildcard");
        }
        return new KeyPath(steps, wildcard);
    }

    private static List<Integer> readAlternatives(KeyTextReader in) {
        List<Integer> alternatives = new ArrayList<>();
        HashSet<Integer> seen = new HashSet<>();
        do {
            int start = in.position();
            int step = readPublicStep(in);
            if (!seen.add(step)) {
                throw new KeyException(KeyFault.PATH_MALFORMED, "the same alternative twice", start);
            }
            alternatives.add(step);
        } while (in.take(';'));
        if (alternatives.size() == 1) {
            in.expect(';', KeyFault.PATH_MALFORMED);
        }
        in.expect('>', KeyFault.PATH_MALFORMED);
        return alternatives;
    }

    private static int readPublicStep(KeyTextReader in) {
        int start = in.position();
        int step = in.readStep(KeyFault.PATH_MALFORMED);
        requirePublic(start, step < 0);
        return step;
    }

    private static void requirePublic(int start, boolean hardened) {
        if (hardened) {
            throw new KeyException(KeyFault.HARDENED, "a public key has no hardened children", start);
        }
    }

    /** How many steps a key at its end is away, the wildcard included. */
    public int depth() {
        return steps.size() + (wildcard ? 1 : 0);
    }

    /** How many paths this is, apart from the wildcard's: 2 for {@code /<0;1>/*}, 1 without alternatives. */
    public int branches() {
        return steps.stream().mapToInt(List::size).max().orElse(1);
    }

    /**
     * The steps of one branch, without the wildcard.
     *
     * @param branch 0 to {@link #branches()} - 1
     */
    public List<Integer> branch(int branch) {
        if (branch < 0 || branch >= branches()) {
            throw new IndexOutOfBoundsException("branch " + branch + " of " + branches());
        }
        return steps.stream()
                .map(step -> step.get(step.size() == 1 ? 0 : branch))
                .toList();
    }

    /** As behind a key: {@code /<0;1>/*}; empty without steps. */
    @Override
    public String toString() {
        return steps.stream().map(KeyPath::text).collect(Collectors.joining()) + (wildcard ? "/*" : "");
    }

    private static String text(List<Integer> step) {
        String alternatives = step.stream().map(String::valueOf).collect(Collectors.joining(";"));
        return step.size() == 1 ? "/" + alternatives : "/<" + alternatives + ">";
    }
}
