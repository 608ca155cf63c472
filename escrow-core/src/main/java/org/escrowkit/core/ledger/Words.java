package org.escrowkit.core.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers out of byte arrays, at any offset, each in one load. */
final class Words {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Words() {}

    static long int64(byte[] data, int offset) {
        return (long) LONGS.get(data, offset);
    }

    static int int32(byte[] data, int offset) {
        return (int) INTS.get(data, offset);
    }
}
