package com.callmissed.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocalSecretsTest {
    @TempDir
    Path temp;

    @Test
    void keepsEachSecretForTheNextProcess() {
        LocalSecrets first = new LocalSecrets(temp);
        LocalSecrets second = new LocalSecrets(temp);
        assertThat(first.pepper()).hasSize(32).isEqualTo(second.pepper());
        assertThat(first.encryptionKey())
                .hasSize(32)
                .isEqualTo(second.encryptionKey())
                .isNotEqualTo(first.pepper());
        assertThat(first.signingPair().getPublic())
                .isEqualTo(second.signingPair().getPublic());
    }

    @Test
    void makesOnlyWhatIsUsed() {
        new LocalSecrets(temp).pepper();
        assertThat(temp.resolve("keys")).isDirectoryContaining("glob:**/pepper");
        assertThat(temp.resolve("keys/jwt-signing-key.pem")).doesNotExist();
    }

    @Test
    void letsNobodyElseRead() throws IOException {
        Path dataDir = temp.resolve("new/data");
        LocalSecrets secrets = new LocalSecrets(dataDir);
        secrets.pepper();
        secrets.signingPair();
        assertThat(permissions(dataDir)).isEqualTo("rwx------");
        assertThat(permissions(dataDir.resolve("keys"))).isEqualTo("rwx------");
        assertThat(permissions(dataDir.resolve("keys/pepper"))).isEqualTo("rw-------");
        assertThat(permissions(dataDir.resolve("keys/jwt-signing-key.pem"))).isEqualTo("rw-------");
    }

    @Test
    void agreesWhenManyStartAtOnce() throws Exception {
        int starters = 16;
        CyclicBarrier barrier = new CyclicBarrier(starters);
        ExecutorService threads = Executors.newFixedThreadPool(starters);
        List<Future<String>> peppers = new ArrayList<>();
        try {
            for (int i = 0; i < starters; i++) {
                peppers.add(threads.submit(() -> {
                    LocalSecrets secrets = new LocalSecrets(temp.resolve("shared"));
                    barrier.await();
                    return Base64.getEncoder().encodeToString(secrets.pepper());
                }));
            }
            String decided = peppers.get(0).get();
            for (Future<String> pepper : peppers) {
                assertThat(pepper.get()).isEqualTo(decided);
            }
        } finally {
            threads.shutdownNow();
        }
        try (Stream<Path> left = Files.list(temp.resolve("shared/keys"))) {
            assertThat(left).extracting(file -> file.getFileName().toString()).containsExactly("pepper");
        }
    }

    @Test
    void namesADamagedFile() throws IOException {
        Files.createDirectories(temp.resolve("keys"));
        Files.writeString(temp.resolve("keys/pepper"), "AAAA");
        Files.writeString(temp.resolve("keys/jwt-signing-key.pem"), "not a key");
        LocalSecrets secrets = new LocalSecrets(temp);
        assertThatThrownBy(secrets::pepper).hasMessageContaining("keys/pepper is damaged");
        assertThatThrownBy(secrets::signingPair).hasMessageContaining("jwt-signing-key.pem is damaged");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
