package org.escrowkit.examples.cli;

import java.nio.file.Path;
import org.escrowkit.core.bitcoin.MalformedException;
import org.escrowkit.core.keys.KeyException;
import org.escrowkit.core.psbt.PsbtException;
import org.escrowkit.core.settlement.SettlementException;
import org.escrowkit.core.vault.DescriptorException;
import org.escrowkit.wallet.audit.AuditException;
import org.escrowkit.wallet.keystore.KeyFileException;
import org.escrowkit.wallet.node.FollowException;
import org.escrowkit.wallet.node.RpcException;
import org.escrowkit.wallet.node.WrongChainException;
import org.escrowkit.wallet.price.PriceSignerException;
import org.escrowkit.wallet.sign.PsbtFileException;
import org.escrowkit.wallet.store.StoreException;

/** What the library's exceptions mean to a person: what happened, and what to do next. */
final class Failures {
    private Failures() {}

    static Failure of(Exception thrown) {
        if (thrown instanceof Failure told) {
            return told;
        }
        return meaning(thrown).because(thrown);
    }

    private static Failure meaning(Exception thrown) {
        String problem = String.valueOf(thrown.getMessage());
        if (thrown instanceof KeyFileException key) {
            return keyFile(key);
        } else if (thrown instanceof PsbtFileException psbt) {
            return psbtFile(psbt, problem);
        } else if (thrown instanceof AuditException audit) {
            return Failure.refused(problem, audit(audit));
        } else if (thrown instanceof RpcException rpc) {
            return Failure.trouble(problem, rpc(rpc));
        } else if (thrown instanceof WrongChainException) {
            return Failure.trouble(problem, "Name the node's chain by --chain, or another node by --rpc.");
        } else if (thrown instanceof StoreException || thrown instanceof FollowException) {
            return Failure.trouble(problem, "See docs/operations.md; './escrow doctor' tells more of the node.");
        } else if (thrown instanceof PriceSignerException price) {
            return Failure.refused(problem, priceSigner(price));
        } else if (thrown instanceof SettlementException) {
            return Failure.refused(problem, "See the loan's terms and coins by 'escrow loan show'.");
        } else if (thrown instanceof PsbtException) {
            return Failure.refused(problem, "Have this PSBT made or signed anew; 'escrow psbt explain' tells more.");
        } else if (thrown instanceof KeyException || thrown instanceof DescriptorException) {
            return Failure.refused(problem, "Ask its owner for what 'escrow keys export' prints, for this chain.");
        } else if (thrown instanceof MalformedException) {
            return Failure.refused(problem, "Check that it is whole, of the right kind, and for this --chain.");
        } else if (thrown instanceof IllegalArgumentException) {
            return Failure.refused(problem, "Correct it and try again; --help tells what is expected.");
        }
        return Failure.refused("a bug of ours: " + thrown, "Run it again with --debug and report what that prints.");
    }

    private static String priceSigner(PriceSignerException refused) {
        return switch (refused.fault()) {
            case IN_USE -> "Wait until the other process is done.";
            case UNUSABLE -> "Check the directory of --count, its permissions and the room.";
            case MALFORMED -> "Name the --count of this source, key and currency.";
            case ROLLED_BACK -> "Restore the latest copy of --count, or have the terms name another source.";
        };
    }

    private static Failure keyFile(KeyFileException refused) {
        Path file = refused.file();
        return switch (refused.fault()) {
            case MISSING -> Failure.refused("no key file " + file, "Make one by 'escrow keys create " + file + "'.");
            case UNREADABLE ->
                Failure.refused(file + " cannot be read", "Check that it is a file, and that this user may read it.");
            case EXPOSED ->
                Failure.refused(
                        "others than its owner may read " + file,
                        "Run 'chmod 600 " + file + "', and take the key for known to whoever could read it until now.");
            case MALFORMED ->
                Failure.refused(
                        file + " is no key file of this version", "Name another file, or restore it from a copy.");
            case WRONG_PASSPHRASE ->
                Failure.refused(
                        file + " does not open: a wrong passphrase, or the file was changed",
                        "Try again; if you are sure of the passphrase, restore the file from a copy.");
            case EXISTS ->
                Failure.refused(
                        file + " is there already, and may hold somebody's only key",
                        "Name a file that does not exist.");
            case NOT_WRITTEN ->
                Failure.refused(
                        file + " cannot be written", "Check the directory, its permissions and the room on the disk.");
        };
    }

    private static Failure psbtFile(PsbtFileException refused, String problem) {
        return Failure.refused(
                problem,
                switch (refused.fault()) {
                    case MISSING, UNREADABLE -> "Name a file that this user may read, or pipe the PSBT in.";
                    case TOO_LARGE -> "Name a .psbt file: no PSBT is that large.";
                    case MALFORMED -> "Have it exported again, in binary or in base64: no byte of a PSBT is optional.";
                    case EXISTS -> "Name a file that does not exist: this one may hold somebody's signatures.";
                    case NOT_WRITTEN -> "Check the directory, its permissions and the room on the disk.";
                });
    }

    private static String audit(AuditException refused) {
        return switch (refused.fault()) {
            case IN_USE -> "Wait until the other one is done: one party at a time has a log open.";
            case UNUSABLE -> "Check the file, its permissions and the room on the disk.";
            case MALFORMED -> "Name an audit log of this version.";
            case CHANGED -> "Sign nothing with this log: find out who wrote to it, and restore a copy.";
            case ROLLED_BACK -> "Sign nothing with this log: restore the newest copy, which holds the known head.";
        };
    }

    private static String rpc(RpcException refused) {
        if (refused instanceof RpcException.Unavailable) {
            return "Start bitcoind with server=1, or name it by --rpc and --cookie; 'escrow doctor' tells what is wrong.";
        } else if (refused instanceof RpcException.Rejected) {
            return "The node said no; 'escrow doctor' tells how it is.";
        }
        return "Run it again; if it stays so, something else than a sound node answers.";
    }
}
