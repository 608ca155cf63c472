package org.escrowkit.core.vault;

import java.util.Objects;
import org.escrowkit.core.bitcoin.ByteString;

/** {@code raw(…)}: an output script of which nothing else is known (BIP385). */
public record RawDescriptor(ByteString script) implements Descriptor {
    /** @throws IllegalArgumentException for an empty script, which no descriptor can write */
    public RawDescriptor {
        if (script.isEmpty()) {
            throw new IllegalArgumentException("a raw descriptor has a script");
        }
    }

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
        return DescriptorScripts.opaque(script);
    }

    @Override
    public String body() {
        return "raw(" + script.toHex() + ")";
    }

    @Override
    public String toString() {
        return text();
    }
}
