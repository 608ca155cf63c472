package org.escrowkit.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.escrowkit.core.keys.Curve;

/** What the doctor looks at on this machine. */
final class MachineChecks {
    private static final int LEAST_JAVA = 17;
    private static final long MIB = 1024 * 1024;
    private static final long LITTLE_MIB = 1024;
    private static final long NONE_MIB = 100;
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private MachineChecks() {}

    /** @param kept a file or directory on the disk that must have room */
    static List<Check> of(Path kept) {
        return List.of(java(), curve(), room(kept));
    }

    private static Check java() {
        int feature = Runtime.version().feature();
        String found = feature + " (" + System.getProperty("java.vendor") + ")";
        return feature >= LEAST_JAVA
                ? Check.ok("Java", found)
                : Check.fail("Java", found, "Install a JDK " + LEAST_JAVA + " or newer.");
    }

    private static Check curve() {
        String engine = Curve.description();
        return Check.okIf(
                !engine.contains("BouncyCastle"),
                "secp256k1",
                engine,
                "No native library loads here: signing is slower, and its time may depend on the key. "
                        + "Use Linux, macOS or Windows on x86-64 or arm64, with a temporary directory that allows execution.");
    }

    private static Check room(Path kept) {
        Path directory = kept.toAbsolutePath().normalize();
        while (!Files.isDirectory(directory) && directory.getParent() != null) {
            directory = directory.getParent();
        }
        try {
            long free = Files.getFileStore(directory).getUsableSpace() / MIB;
            String found = free + " MiB free for " + directory;
            String next = "Make room: a store that cannot be written to stops, and moves nothing.";
            return free < NONE_MIB
                    ? Check.fail("disk", found, next)
                    : Check.okIf(free >= LITTLE_MIB, "disk", found, next);
        } catch (IOException unreadable) {
            return Check.fail(
                    "disk", directory + ": " + unreadable.getMessage(), "Name a --store on a disk that is there.");
        }
    }

    /** A file that nobody but its owner may read. */
    static Check privateFile(String name, Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                return Check.fail(name, file + " is not there", "Name the file, or restore it from a copy.");
            }
            if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                return Check.ok(name, file + ", on a file system without owners");
            }
            Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file);
            String found = file + ", " + PosixFilePermissions.toString(modes);
            return OWNERS.containsAll(modes)
                    ? Check.ok(name, found)
                    : Check.fail(name, found, "Run 'chmod 600 " + file + "'; others could read it until now.");
        } catch (IOException unreadable) {
            return Check.fail(name, file + ": " + unreadable.getMessage(), "Name a file that this user may read.");
        }
    }
}
