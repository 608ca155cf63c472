package org.escrowkit.core.vault;

import java.util.Objects;
import org.bitcoinj.base.Address;
import org.escrowkit.core.bitcoin.Scripts;

/** {@code addr(…)}: an address of which nothing else is known (BIP385). */
public record AddressDescriptor(Address address) implements Descriptor {
    @Override
    public int branches() {
        return 1;
    }

    @Override
    public boolean ranged() {
        return false;
    }

    @Override
    public DescriptorScripts at(int branch, int index) {
        Objects.checkIndex(branch, branches());
        return DescriptorScripts.opaque(Scripts.of(address));
    }

    @Override
    public String body() {
        return "addr(" + address + ")";
    }

    @Override
    public String toString() {
        return text();
    }
}
