package org.escrowkit.wallet.keystore;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import org.bitcoinj.base.BitcoinNetwork;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.vault.ContractFingerprint;
import org.escrowkit.core.vault.Role;
import org.escrowkit.wallet.liveness.KeyChallenge;

/**
 * Has secrets, does with them what a party does, gives them up, and dumps its heap, with all that is not collected yet.
 * They come on its standard input, so that nothing but the library holds a copy.
 *
 * <p>Arguments: what comes ({@code words} or {@code xprv}), whether they are given up, and the directory for files.
 */
final class HeapChild {
    private static final KeyFileCost CHEAP = new KeyFileCost(64, 1, 1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private HeapChild() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[2]);
        InputStream in = new FileInputStream(FileDescriptor.in);
        char[] key = line(in);
        char[] passphrase = line(in);
        char[] next = line(in);
        MasterKey master = arguments[0].equals("words") ? MasterKey.ofMnemonic(key, passphrase) : MasterKey.ofXprv(key);
        live(master, directory.resolve("child.key"), passphrase, next);
        if (arguments[1].equals("give-up")) {
            master.close();
            Arrays.fill(key, ' ');
            Arrays.fill(passphrase, ' ');
            Arrays.fill(next, ' ');
        }
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpHeap(directory.resolve("child.hprof").toString(), /* live= */ false);
        System.out.println(key.length + passphrase.length + next.length + " " + master);
    }

    /** A file is written, opened and locked anew; an account and a contract key sign. */
    private static void live(MasterKey master, Path file, char[] passphrase, char[] next) {
        KeyFile.write(master, file, passphrase, RANDOM, CHEAP);
        KeyFile.changePassphrase(file, passphrase, next, RANDOM, CHEAP);
        try (MasterKey opened = KeyFile.open(file, next);
                AccountSecret account = opened.account(BitcoinNetwork.REGTEST, 0);
                ContractSecret contract = opened.contractKey(BitcoinNetwork.REGTEST, 0)) {
            var fingerprint = new ContractFingerprint(ByteString.of(new byte[32]));
            for (int i = 0; i < 20; i++) {
                KeyChallenge challenge = KeyChallenge.draw(fingerprint, Role.LENDER, Instant.EPOCH, RANDOM);
                account.prove(challenge);
                contract.sign(challenge.forContractKey());
            }
        }
    }

    private static char[] line(InputStream in) throws IOException {
        char[] line = new char[400];
        int length = 0;
        for (int letter = in.read(); letter != '\n' && letter >= 0; letter = in.read()) {
            line[length++] = (char) letter;
        }
        char[] exact = Arrays.copyOf(line, length);
        Arrays.fill(line, ' ');
        return exact;
    }
}
