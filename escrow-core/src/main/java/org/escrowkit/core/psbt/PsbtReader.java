package org.escrowkit.core.psbt;

import java.util.ArrayList;
import java.util.List;
import org.escrowkit.core.bitcoin.ByteReader;
import org.escrowkit.core.bitcoin.ByteString;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.bitcoin.Transaction;
import org.escrowkit.core.bitcoin.TransactionInput;
import org.escrowkit.core.bitcoin.TransactionOutput;

/** Reads the binary form of a PSBT, of either version, front to back in one pass. */
final class PsbtReader {
    static final ByteString MAGIC = ByteString.ofHex("70736274ff");
    private static final int MOST_BYTES = 4_000_000;

    private PsbtReader() {}

    static Psbt readBase64(String base64) {
        return read(StrictBase64.decode(base64, MOST_BYTES));
    }

    static Psbt read(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new MalformedException("PSBT", 0, "more than " + MOST_BYTES + " bytes");
        }
        ByteReader in = ByteReader.of(bytes, "PSBT");
        if (bytes.length < MAGIC.size() || !in.readBytes(MAGIC.size()).equals(MAGIC)) {
            throw new MalformedException("PSBT", 0, "no PSBT magic");
        }
        ParseLimits limits = new ParseLimits();
        GlobalReader global = new GlobalReader(in, limits);
        boolean apart = global.version() == PsbtVersion.V2;
        List<PsbtInput> inputs = new ArrayList<>();
        List<TransactionInput> spends = new ArrayList<>();
        for (int i = 0; i < global.inputCount(); i++) {
            InputReader input = new InputReader(in, i, global.version(), limits);
            inputs.add(input.input());
            if (apart) {
                spends.add(input.transactionInput());
            }
        }
        List<PsbtOutput> outputs = new ArrayList<>();
        List<TransactionOutput> pays = new ArrayList<>();
        for (int i = 0; i < global.outputCount(); i++) {
            OutputReader output = new OutputReader(in, i, global.version(), limits);
            outputs.add(output.output());
            if (apart) {
                pays.add(output.transactionOutput());
            }
        }
        in.expectEnd();
        long lockTime = LockTime.of(inputs, global.global().fallbackLockTime())
                .orElseThrow(() -> in.malformed("one input requires a time, another a height"));
        Transaction unsigned = global.transaction(spends, pays, lockTime);
        return new Psbt(unsigned, global.global(), inputs, outputs, new SignatureCache());
    }
}
