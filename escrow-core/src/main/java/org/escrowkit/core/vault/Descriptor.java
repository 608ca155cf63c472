package org.escrowkit.core.vault;

import org.bitcoinj.base.BitcoinNetwork;

/**
 * An output descriptor (BIP380) of one of the forms that a lender's books hold: {@code wsh(multi(…))},
 * {@code wsh(sortedmulti(…))}, either of them within {@code sh(…)}, {@code addr(…)} and {@code raw(…)}. Guarantees that
 * it has no private key and that it derives, at every index, the scripts that Bitcoin Core derives. What it prints it
 * reads, and reads as itself.
 */
public sealed interface Descriptor permits MultisigDescriptor, AddressDescriptor, RawDescriptor {
    /**
     * Reads a descriptor for a network: its extended keys and its address must belong to it. Costs time linear in the
     * length of the text.
     *
     * @throws DescriptorException naming what is refused and where it stands; for a form that others read, its name
     */
    static Descriptor parse(String text, BitcoinNetwork network, ChecksumRule rule) {
        return DescriptorParser.parse(text, network, rule);
    }

    /** How many descriptors it is at once: 2 for keys that end in {@code <0;1>/*} (BIP389), mostly 1. */
    int branches();

    /** Whether every index has another script. */
    boolean ranged();

    /**
     * What it stands for at this place.
     *
     * @param branch 0 to {@link #branches()} − 1
     * @param index 0 to 2³¹−1; means nothing unless {@link #ranged()}
     */
    DescriptorScripts at(int branch, int index);

    /** The text without a checksum. */
    String body();

    /** The text with its checksum, hardened steps of origins marked by {@code h}. */
    default String text() {
        String body = body();
        return body + "#" + DescriptorChecksum.of(body);
    }
}
