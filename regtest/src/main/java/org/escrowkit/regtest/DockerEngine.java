package org.escrowkit.regtest;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.function.Consumer;
import org.testcontainers.DockerClientFactory;

/** The Docker Engine that Testcontainers finds, if one answers. */
final class DockerEngine {

    private DockerEngine() {}

    /** False also where one answers with which Testcontainers cannot work, such as one without its helper images. */
    static boolean answers() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException unusable) {
            return false;
        }
    }

    /**
     * Sees to it that the engine has the image, by one pull if need be: Testcontainers would go on trying for minutes
     * where there is no registry.
     *
     * @throws NodeUnavailableException if the engine neither has nor gets it
     */
    static void provide(String image, Consumer<String> progress) {
        DockerClient docker = DockerClientFactory.lazyClient();
        try {
            if (!has(docker, image)) {
                progress.accept("Pulling the image " + image + " ...");
                docker.pullImageCmd(image).start().awaitCompletion();
            }
        } catch (DockerException | DockerClientException e) {
            throw new NodeUnavailableException(
                    "The Docker Engine cannot pull " + image + "; name one that it has in " + Settings.IMAGE
                            + " (regtest/import-image.sh makes one).",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeUnavailableException("Interrupted while pulling " + image + ".", e);
        }
    }

    private static boolean has(DockerClient docker, String image) {
        try {
            docker.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }
}
