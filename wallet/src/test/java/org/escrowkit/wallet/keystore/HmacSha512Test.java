package org.escrowkit.wallet.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.google.common.primitives.Bytes;
import java.security.GeneralSecurityException;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HmacSha512Test {
    @Test
    void agreesWithTheJdk() throws GeneralSecurityException {
        long seed = 512;
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] key = new byte[1 + random.nextInt(128)];
            byte[] first = new byte[random.nextInt(300)];
            byte[] second = new byte[random.nextInt(5)];
            random.nextBytes(key);
            random.nextBytes(first);
            random.nextBytes(second);
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(key, "HmacSHA512"));
            byte[] expected = mac.doFinal(Bytes.concat(first, second));
            assertArrayEquals(expected, HmacSha512.of(key, first, second), "seed " + seed + ", case " + i);
        }
    }
}
