package com.callmissed.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The secrets that the local mode generates. They are in the folder {@code keys} of the data directory, and only its
 * owner can read them.
 *
 * <p>Each secret is created on first use and never changes. Several processes may share a data directory: the first one
 * creates the file, and the others read it. Uses the disk, so do not call it on an event loop.
 */
public final class LocalSecrets {
    private static final int BYTES = 32;
    private static final String PEPPER = "pepper";
    private static final String ENCRYPTION_KEY = "encryption-key";
    private static final String SIGNING_KEY = "jwt-signing-key.pem";
    private static final String PEM_BEGIN = "-----BEGIN PRIVATE KEY-----\n";
    private static final String PEM_END = "\n-----END PRIVATE KEY-----\n";

    private final Path folder;

    public LocalSecrets(Path dataDir) {
        this.folder = dataDir.resolve("keys");
    }

    byte[] pepper() {
        return bytes(PEPPER);
    }

    byte[] encryptionKey() {
        return bytes(ENCRYPTION_KEY);
    }

    boolean hasPepper() {
        return Files.exists(folder.resolve(PEPPER));
    }

    boolean hasEncryptionKey() {
        return Files.exists(folder.resolve(ENCRYPTION_KEY));
    }

    /** The password of the embedded database. It needs no escaping in a URL. */
    public String databasePassword() {
        return HexFormat.of().formatHex(bytes("database-password"));
    }

    /**
     * A secret of the demo tenant, harmless in a shell and in a URL.
     *
     * @param name the name of its file
     */
    public String demoSecret(String name) {
        return readOrMake(name, () -> UUID.randomUUID().toString().replace("-", ""))
                .strip();
    }

    /** The RSA key pair that signs and verifies local dashboard tokens, if the service has made it already. */
    public Optional<KeyPair> existingSigningPair() {
        return Files.exists(folder.resolve(SIGNING_KEY)) ? Optional.of(signingPair()) : Optional.empty();
    }

    /** The RSA key pair that signs and verifies local dashboard tokens. */
    public KeyPair signingPair() {
        String name = SIGNING_KEY;
        String pem = readOrMake(name, LocalSecrets::newSigningKey);
        try {
            byte[] encoded =
                    Base64.getMimeDecoder().decode(pem.replace(PEM_BEGIN, "").replace(PEM_END, ""));
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new KeyPair(
                    rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())), key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw damaged(name, e);
        }
    }

    private byte[] bytes(String name) {
        byte[] secret;
        try {
            secret = Base64.getDecoder()
                    .decode(readOrMake(name, LocalSecrets::newSecret).strip());
        } catch (IllegalArgumentException e) {
            throw damaged(name, e);
        }
        if (secret.length != BYTES) {
            throw damaged(name, null);
        }
        return secret;
    }

    private String readOrMake(String name, Supplier<String> maker) {
        Path file = folder.resolve(name);
        try {
            if (Files.notExists(file)) {
                OwnerOnly.createDirectories(folder);
                publish(maker.get(), file);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the local secret " + file, e);
        }
    }

    /**
     * Writes a temporary file and links it to its name, which fails when the name exists. So no process sees half a
     * file.
     */
    private void publish(String content, Path file) throws IOException {
        Path draft = OwnerOnly.createFile(folder.resolve("." + UUID.randomUUID()));
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            link(draft, file);
        } catch (FileAlreadyExistsException e) {
            // Another process was first. Its secret counts.
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void link(Path draft, Path file) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // The file system has no hard links.
            Files.move(draft, file);
        }
    }

    private static String newSecret() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    private static String newSigningKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return PEM_BEGIN
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(
                                    generator.generateKeyPair().getPrivate().getEncoded())
                    + PEM_END;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private IllegalStateException damaged(String name, Exception cause) {
        return new IllegalStateException("The local secret " + folder.resolve(name) + " is damaged", cause);
    }
}
