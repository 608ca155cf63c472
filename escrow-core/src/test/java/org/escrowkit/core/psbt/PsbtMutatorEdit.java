package org.escrowkit.core.psbt;

import java.util.function.UnaryOperator;

/**
 * One change to a PSBT.
 *
 * @param bytes on the packet's bytes, behind the change to its structure
 */
record PsbtMutatorEdit(
        Kind kind,
        Demand demand,
        String name,
        UnaryOperator<PsbtMutatorPacket> structure,
        UnaryOperator<byte[]> bytes) {
    enum Kind {
        FLIP,
        DROP,
        DUPLICATE,
        REORDER,
        TRUNCATE,
        RESIZE,
        SWAP,
        SPLICE,
        /** Two or three of the others, one after another. */
        SEVERAL
    }

    /** What is to come of it. */
    enum Demand {
        /** The parser itself refuses it (P2 to P5, P8). */
        UNREADABLE,
        /** Refused, incomplete or the honest transaction. */
        HARMLESS,
        /** The honest transaction, as before: nothing that matters was changed. */
        UNCHANGED
    }

    static PsbtMutatorEdit of(Kind kind, Demand demand, String name, UnaryOperator<PsbtMutatorPacket> structure) {
        return new PsbtMutatorEdit(kind, demand, name, structure, UnaryOperator.identity());
    }

    PsbtMutatorEdit then(PsbtMutatorEdit next) {
        return new PsbtMutatorEdit(
                Kind.SEVERAL,
                Demand.HARMLESS,
                name + ", then " + next.name,
                packet -> next.structure.apply(structure.apply(packet)),
                all -> next.bytes.apply(bytes.apply(all)));
    }

    byte[] of(PsbtMutatorPacket packet) {
        return bytes.apply(structure.apply(packet).toBytes());
    }

    @Override
    public String toString() {
        return kind + " " + name;
    }
}
