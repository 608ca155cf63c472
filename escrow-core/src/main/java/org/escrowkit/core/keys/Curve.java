package org.escrowkit.core.keys;

import org.escrowkit.core.bitcoin.EcdsaVerifier;

/** The elliptic-curve engine of this process: the native library where one loads, BouncyCastle elsewhere. */
public final class Curve {
    private static final CurveEngine ENGINE = choose();

    private Curve() {}

    static CurveEngine engine() {
        return ENGINE;
    }

    /** The engine as a verifier of ECDSA signatures. */
    public static EcdsaVerifier verifier() {
        return ENGINE;
    }

    /** The engine as a verifier of BIP340's signatures. */
    public static SchnorrVerifier schnorrVerifier() {
        return ENGINE;
    }

    /** What runs, for logs and reports. */
    public static String description() {
        return ENGINE.description();
    }

    private static CurveEngine choose() {
        try {
            return new NativeEngine();
        } catch (LinkageError | RuntimeException noNativeLibrary) {
            return new BouncyCastleEngine();
        }
    }
}
