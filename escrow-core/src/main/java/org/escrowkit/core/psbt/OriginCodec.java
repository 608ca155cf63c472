package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.List;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.ByteWriter;
import org.escrowkit.core.keys.DerivationPath;
import org.escrowkit.core.keys.KeyOrigin;

/** The fingerprint of a master key and the steps below it, 4 bytes each (BIP174). */
final class OriginCodec {
    private OriginCodec() {}

    /** All that is left in the reader. */
    static KeyOrigin read(ByteReader in) {
        int size = in.remaining();
        if (size < KeyOrigin.FINGERPRINT_SIZE || size % 4 != 0) {
            throw in.malformed("key origin of " + size + " bytes");
        }
        ByteString fingerprint = in.readBytes(KeyOrigin.FINGERPRINT_SIZE);
        List<Integer> steps = new ArrayList<>(in.remaining() / 4);
        while (in.remaining() > 0) {
            steps.add(in.readInt32());
        }
        return new KeyOrigin(fingerprint, new DerivationPath(steps));
    }

    static int size(KeyOrigin origin) {
        return KeyOrigin.FINGERPRINT_SIZE + 4 * origin.path().depth();
    }

    static void write(KeyOrigin origin, ByteWriter out) {
        out.write(origin.fingerprint());
        for (int step : origin.path().steps()) {
            out.writeInt32(step);
        }
    }
}
