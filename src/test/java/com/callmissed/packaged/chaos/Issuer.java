package com.callmissed.packaged.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The issuer of the tests' tokens: publishes their key over HTTPS, with a certificate of an authority of its own, which
 * {@code keytool} of the JDK signs.
 */
final class Issuer implements AutoCloseable {
    private static final String PASSWORD = "changeit";
    private static final String AUTHORITY = "authority";
    private static final String VALID = "valid";
    private static final String EXPIRED = "expired";
    private static final String NEW_KEY = "new";
    private static final int PATIENCE_SECONDS = 30;

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setUseDaemonThread(true));
    private final List<JsonWebKey> published = new ArrayList<>();
    private final KeyPair rotated;
    private final Path certificates;
    private final Path trusted;
    private final int port;
    private HttpServer server;

    /**
     * @param folder for files
     * @param publicKey of the tests' tokens, as PEM
     */
    Issuer(Path folder, String publicKey) throws IOException, GeneralSecurityException {
        certificates = folder.resolve("certificates.p12");
        trusted = folder.resolve("trusted.p12");
        certify(AUTHORITY, "-ext", "bc=ca:true", "-validity", "10");
        certify(VALID, "-signer", AUTHORITY, "-ext", "san=ip:127.0.0.1", "-validity", "10");
        certify(EXPIRED, "-signer", AUTHORITY, "-ext", "san=ip:127.0.0.1", "-startdate", "-3d", "-validity", "1");
        trustTheAuthority();
        rotated = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        publish(key(publicKey), "first");
        server = listen(0, VALID);
        port = server.actualPort();
    }

    /** The environment of a process that trusts it. */
    Map<String, String> environment() {
        return Map.of(
                "CALLMISSED_JWT_JWKS_URL",
                "https://127.0.0.1:" + port + "/keys",
                "JAVA_TOOL_OPTIONS",
                "-Djavax.net.ssl.trustStore=" + trusted + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    /** Its certificate expires. It begins to sign with a new key, which it publishes, too. */
    void expire() throws GeneralSecurityException {
        listenAgain(EXPIRED);
        publish(rotated.getPublic(), NEW_KEY);
    }

    /** Its certificate is renewed. */
    void renew() {
        listenAgain(VALID);
    }

    /** An owner's token of the new key; a different one each time. */
    String newToken(UUID tenant) {
        return TestTokens.claims(tenant, "owner").jws().keyId(NEW_KEY).sign(rotated.getPrivate());
    }

    @Override
    public void close() {
        get(vertx.close());
    }

    private synchronized void publish(PublicKey key, String id) throws GeneralSecurityException {
        try {
            PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
            jwk.setKeyId(id);
            published.add(jwk);
        } catch (JoseException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private synchronized String keySet() {
        return new JsonWebKeySet(published).toJson();
    }

    /** A new server, so that no connection and no session of the old certificate is left. */
    private void listenAgain(String certificate) {
        get(server.close());
        server = listen(port, certificate);
    }

    private HttpServer listen(int on, String certificate) {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions()
                        .setPath(certificates.toString())
                        .setPassword(PASSWORD)
                        .setAlias(certificate));
        return get(vertx.createHttpServer(options)
                .requestHandler(request -> request.response().end(keySet()))
                .listen(on, "127.0.0.1"));
    }

    private void certify(String alias, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-keystore",
                certificates.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes());
        try {
            assertThat(keytool.waitFor()).as(output).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Alone: a certificate that is trusted by itself may have expired. */
    private void trustTheAuthority() throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance(certificates.toFile(), PASSWORD.toCharArray());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(AUTHORITY, all.getCertificate(AUTHORITY));
        try (OutputStream out = Files.newOutputStream(trusted)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private static PublicKey key(String pem) throws GeneralSecurityException {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*?-----", ""));
        return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
