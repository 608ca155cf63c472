package org.escrowkit.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's Java is an example that the build compiled. */
class ReadmeTest {
    private static final Path PROJECT = Path.of("..");
    private static final Path EXAMPLES = Path.of("src/main/java/org/escrowkit/examples");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyJavaBlockIsACompiledExample() throws IOException {
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(PROJECT.resolve("README.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertEquals(List.of(example("FirstVault"), backend(), example("WatchAddress")), blocks);
    }

    @Test
    void theFirstExampleFitsTheFirstScreen() throws IOException {
        assertTrue(example("FirstVault").lines().count() <= 25);
    }

    @Test
    void theWholeBackendHasUnderFortyLines() throws IOException {
        assertTrue(backend().lines().count() < 40);
    }

    @Test
    void theFirstExampleRuns() {
        FirstVault.main(new String[0]);
    }

    private static String backend() throws IOException {
        String source = example("Backend");
        return source.substring(source.indexOf("class Backend"));
    }

    private static String example(String name) throws IOException {
        String source = Files.readString(EXAMPLES.resolve(name + ".java"));
        return source.substring(source.indexOf("import "));
    }
}
