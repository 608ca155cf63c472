package org.escrowkit.regtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class ProvisionerTest {

    @TempDir
    private Path empty;

    @Test
    void withoutAptOneSentenceSaysWhatToInstall() {
        List<String> told = new ArrayList<>();
        Provisioner provisioner =
                new Provisioner(told::add, Map.of("PATH", empty.toString(), "XDG_CACHE_HOME", empty.toString()));
        NodeUnavailableException e = assertThrows(NodeUnavailableException.class, provisioner::provision);
        assertEquals(
                "No bitcoind could be fetched: no apt-get here, so this is not Debian or one of its kin."
                        + " Install Docker, or a bitcoind (29 or newer) on the PATH.",
                e.getMessage());
        assertEquals(1, told.size());
    }
}
