package org.escrowkit.core.vault;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.keys.KeyExpression;
import org.escrowkit.core.keys.KeyPurpose;

/**
 * The grammar of descriptors, as far as this library reads them. A part of the text is known by where it begins and
 * ends, so that every failure can name its place; no part is read twice, and nothing recurses.
 */
final class DescriptorParser {
    /** Room for 20 keys with origins and paths longer than any in use. */
    private static final int MOST_CHARACTERS = 16_384;

    private static final Set<String> READ = Set.of("wsh", "sh", "multi", "sortedmulti", "addr", "raw");
    /** What Bitcoin Core reads and this library does not (BIP381 to BIP387, BIP379 miniscript). */
    private static final Set<String> KNOWN = Set.of(
            "pk",
            "pkh",
            "wpkh",
            "combo",
            "tr",
            "rawtr",
            "multi_a",
            "sortedmulti_a",
            "musig",
            "unused",
            "pk_k",
            "pk_h",
            "older",
            "after",
            "sha256",
            "hash256",
            "ripemd160",
            "hash160",
            "andor",
            "and_v",
            "and_b",
            "and_n",
            "or_b",
            "or_c",
            "or_d",
            "or_i",
            "thresh");
    /** Miniscript's wrappers, such as {@code v:} and {@code ndv:}. */
    private static final Pattern WRAPPERS = Pattern.compile("[asctdvjnlu]{1,16}:");

    private static final Pattern NAME = Pattern.compile("[a-z0-9_:]{1,20}");

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}");

    private final String text;
    private final BitcoinNetwork network;

    private DescriptorParser(String text, BitcoinNetwork network) {
        this.text = text;
        this.network = network;
    }

    static Descriptor parse(String text, BitcoinNetwork network, ChecksumRule rule) {
        if (text.length() > MOST_CHARACTERS) {
            throw new DescriptorException(
                    DescriptorFault.TOO_LONG, MOST_CHARACTERS, text.length() + " characters are too many");
        }
        String body = DescriptorChecksum.verified(text, rule);
        return new DescriptorParser(body, network).top();
    }

    /** A function and the place of its arguments. */
    private record Call(String name, int start, int from, int to) {}

    private Descriptor top() {
        Call call = call("", 0, text.length());
        return switch (call.name()) {
            case "wsh" -> multisig(call, false);
            case "sh" -> {
                Call inner = call("sh", call.from(), call.to());
                if (!inner.name().equals("wsh")) {
                    throw refused("sh", inner);
                }
                yield multisig(inner, true);
            }
            case "addr" -> address(call);
            case "raw" -> raw(call);
            default -> throw refused("", call);
        };
    }

    private Call call(String outer, int from, int to) {
        int open = text.indexOf('(', from);
        if (open < 0 || open >= to) {
            String where = outer.isEmpty() ? "" : " within " + outer + "()";
            throw new DescriptorException(DescriptorFault.NOT_A_FUNCTION, from, "a function is expected" + where);
        }
        String name = text.substring(from, open);
        boolean closed = text.charAt(to - 1) == ')';
        if (!closed && READ.contains(name)) {
            throw new DescriptorException(DescriptorFault.NOT_A_FUNCTION, to, name + "(…) does not end in ')'");
        }
        return new Call(name, from, open + 1, to - 1);
    }

    /** Why this function may not stand here. */
    private static DescriptorException refused(String outer, Call call) {
        String written = outer.isEmpty() ? shown(call.name()) : outer + "(" + shown(call.name());
        String bare = WRAPPERS.matcher(call.name()).replaceFirst("");
        if (KNOWN.contains(bare) || isMultisigOutsideWsh(outer, bare)) {
            return new DescriptorException(
                    DescriptorFault.UNSUPPORTED, call.start(), written + "(…) is none of the forms that are read here");
        }
        return READ.contains(bare)
                ? new DescriptorException(DescriptorFault.MISPLACED, call.start(), written + "(…) is misplaced")
                : new DescriptorException(DescriptorFault.UNKNOWN_FUNCTION, call.start(), written + "(…) is unknown");
    }

    /** {@code multi(…)} and {@code sh(multi(…))} are descriptors, though none for money that is locked up today. */
    private static boolean isMultisigOutsideWsh(String outer, String name) {
        return (outer.isEmpty() || outer.equals("sh")) && (name.equals("multi") || name.equals("sortedmulti"));
    }

    /** What cannot be a function's name may be a private key, and is not repeated. */
    private static String shown(String name) {
        return NAME.matcher(name).matches() ? name : "?";
    }

    private MultisigDescriptor multisig(Call wsh, boolean nested) {
        Call call = call("wsh", wsh.from(), wsh.to());
        boolean sorted = call.name().equals("sortedmulti");
        if (!sorted && !call.name().equals("multi")) {
            throw refused(nested ? "sh(wsh" : "wsh", call);
        }
        int comma = next(',', call.from(), call.to());
        String number = text.substring(call.from(), comma);
        if (!NUMBER.matcher(number).matches()) {
            throw new DescriptorException(
                    DescriptorFault.THRESHOLD, call.from(), "a number of signatures is expected, 1 or more");
        }
        List<KeyExpression> keys = keys(comma, call.to(), nested ? KeyPurpose.P2SH_P2WSH : KeyPurpose.P2WSH);
        int required = Integer.parseInt(number);
        if (required > keys.size()) {
            throw new DescriptorException(
                    DescriptorFault.THRESHOLD, call.from(), required + " signatures of " + keys.size() + " keys");
        }
        return new MultisigDescriptor(nested, sorted, required, keys);
    }

    /** The keys, each behind a comma, the first of which stands here. */
    private List<KeyExpression> keys(int firstComma, int to, KeyPurpose purpose) {
        List<KeyExpression> keys = new ArrayList<>();
        int branches = 1;
        for (int comma = firstComma; comma < to; ) {
            if (keys.size() == MultisigDescriptor.MOST_KEYS) {
                throw new DescriptorException(
                        DescriptorFault.KEY_COUNT, comma, "more than " + MultisigDescriptor.MOST_KEYS + " keys");
            }
            int end = next(',', comma + 1, to);
            KeyExpression key = key(comma + 1, end, purpose);
            if (branches > 1 && key.branches() > 1 && key.branches() != branches) {
                throw new DescriptorException(
                        DescriptorFault.MULTIPATH, comma + 1, key.branches() + " paths beside " + branches);
            }
            branches = Math.max(branches, key.branches());
            keys.add(key);
            comma = end;
        }
        if (keys.isEmpty()) {
            throw new DescriptorException(DescriptorFault.KEY_COUNT, to, "no keys");
        }
        return keys;
    }

    private KeyExpression key(int from, int to, KeyPurpose purpose) {
        int open = next('(', from, to);
        if (open < to) {
            throw refused("multi", new Call(text.substring(from, open), from, open, to));
        }
        KeyExpression key;
        try {
            key = KeyExpression.parse(text.substring(from, to), purpose);
        } catch (KeyException refused) {
            throw new DescriptorException(DescriptorFault.KEY, from + Math.max(0, refused.offset()), refused);
        }
        if (key instanceof KeyExpression.ExtendedKey extended
                && !extended.xpub().isFor(network)) {
            throw new DescriptorException(DescriptorFault.WRONG_NETWORK, from, "a key that is not for " + network);
        }
        return key;
    }

    private AddressDescriptor address(Call call) {
        try {
            return new AddressDescriptor(Addresses.parse(text.substring(call.from(), call.to()), network));
        } catch (MalformedException refused) {
            throw new DescriptorException(DescriptorFault.ADDRESS, call.from() + refused.offset(), refused);
        }
    }

    private RawDescriptor raw(Call call) {
        for (int i = call.from(); i < call.to(); i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                throw new DescriptorException(DescriptorFault.HEX, i, "no hexadecimal digit");
            }
        }
        int digits = call.to() - call.from();
        if (digits == 0 || digits % 2 != 0) {
            throw new DescriptorException(DescriptorFault.HEX, call.to(), digits + " digits are no script");
        }
        return new RawDescriptor(ByteString.ofHex(text.substring(call.from(), call.to())));
    }

    /** Where this character stands next in a part of the text; the part's end if nowhere. */
    private int next(char wanted, int from, int to) {
        int found = text.indexOf(wanted, from);
        return found < 0 || found > to ? to : found;
    }
}
