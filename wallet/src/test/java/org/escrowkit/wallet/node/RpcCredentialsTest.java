package org.escrowkit.wallet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpcCredentialsTest {
    @Test
    void a_pair_is_basic_authentication_in_utf_8() throws IOException {
        RpcCredentials credentials = RpcCredentials.userPassword("Aladdin", "open sesame");
        assertEquals("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", credentials.header());
        assertThrows(IllegalArgumentException.class, () -> RpcCredentials.userPassword("a:b", "c"));
    }

    @Test
    void no_secret_shows_in_a_string(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve(".cookie"), "__cookie__:f00d");
        RpcCredentials cookie = RpcCredentials.cookie(file);
        cookie.header();
        assertFalse(cookie.toString().contains("f00d"));
        assertFalse(RpcCredentials.userPassword("alice", "s3cret").toString().contains("s3cret"));
    }

    @Test
    void a_cookie_is_read_once_until_it_is_asked_for_afresh(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve(".cookie"), "__cookie__:one\n");
        RpcCredentials cookie = RpcCredentials.cookie(file);
        String first = cookie.header();
        assertEquals(RpcCredentials.userPassword("__cookie__", "one").header(), first);
        Files.writeString(file, "__cookie__:two");
        assertEquals(first, cookie.header());
        String second = cookie.freshHeader();
        assertEquals(RpcCredentials.userPassword("__cookie__", "two").header(), second);
        assertEquals(second, cookie.header());
    }

    @Test
    void a_cookie_file_without_a_pair_is_refused_without_its_content(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve(".cookie"), "f00d");
        IOException e = assertThrows(
                IOException.class, () -> RpcCredentials.cookie(file).header());
        assertFalse(String.valueOf(e.getMessage()).contains("f00d"));
    }
}
