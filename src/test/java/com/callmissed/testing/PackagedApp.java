package com.callmissed.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * The packaged service as its own process: the jar, or the native binary when it was built. It listens on a free port,
 * and its only environment is that of the test. It sends to no one unless a test configures a {@link GraphServer}.
 */
public final class PackagedApp implements AutoCloseable {
    /** Options for a fast start: tests start many processes, and each does little. */
    public static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** A port that the system never assigns, so that no request of a test reaches Meta. */
    private static final String NOBODY = "http://127.0.0.1:1";

    /** The service's port, then that of the management interface. */
    private static final Pattern LISTENING = Pattern.compile(
            "Listening on: http://\\S*?:(\\d+)\\. Management interface listening on http://\\S*?:(\\d+)\\.");

    private static final Pattern IMAGE_OPTIONS = Pattern.compile("JDK_JAVA_OPTIONS=\"([^\"]*)\"");

    private final Map<String, String> environment;
    private final String jar;
    private final List<String> options;
    private final Path output;
    private Process process;

    private PackagedApp(Map<String, String> environment) throws IOException {
        this(environment, TrainedJar.path(), QUICK_START);
    }

    private PackagedApp(Map<String, String> environment, String jar, List<String> options) throws IOException {
        this.environment = environment;
        this.jar = jar;
        this.options = options;
        this.output = Files.createTempFile("packaged-app", ".log");
        this.output.toFile().deleteOnExit();
    }

    /** One service in production mode on the tests' PostgreSQL, for all tests of a run that leave it running. */
    public static PackagedApp shared() {
        return Shared.APP;
    }

    /** The environment of the production mode: a new database, secrets, and the key of {@link TestTokens}. */
    public static Map<String, String> production() {
        return production(TestDatabase.create());
    }

    /** The same with an existing database. */
    public static Map<String, String> production(String databaseUrl) {
        return Map.of(
                "CALLMISSED_MODE", "production",
                "DATABASE_URL", databaseUrl,
                "CALLMISSED_KEY_PEPPER", "a pepper that is only used in tests",
                "CALLMISSED_ENCRYPTION_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "CALLMISSED_JWT_PUBLIC_KEY", TestTokens.publicKeyPem(),
                "CALLMISSED_DOCS", "true");
    }

    /** Returns once the service is ready. */
    public static PackagedApp start(Map<String, String> environment) {
        try {
            return started(new PackagedApp(environment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts this jar, which may be of another version. Ignored when the native binary is tested. */
    public static PackagedApp start(Map<String, String> environment, String jar) {
        try {
            return started(new PackagedApp(environment, jar, List.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts the jar with the options of {@code docker/Dockerfile.jvm}, for tests of memory. Ignored when the native
     * binary is tested.
     *
     * @param option one more option, such as the memory of the container
     */
    public static PackagedApp startAsInTheImage(Map<String, String> environment, String option) {
        try {
            Matcher image = IMAGE_OPTIONS.matcher(Files.readString(Path.of("docker/Dockerfile.jvm")));
            if (!image.find()) {
                throw new IllegalStateException("docker/Dockerfile.jvm names no options of the JVM");
            }
            List<String> options = new ArrayList<>(List.of(image.group(1).split(" ")));
            options.add(option);
            return started(new PackagedApp(environment, TrainedJar.path(), options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PackagedApp started(PackagedApp app) {
        app.start();
        return app;
    }

    /** Starts the process and returns at once, for tests that check themselves when it responds. */
    public static PackagedApp launch(Map<String, String> environment) {
        try {
            PackagedApp app = new PackagedApp(environment, System.getProperty("packaged.jar"), List.of());
            app.launch();
            return app;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the process until it ends, for commands and for starts that must fail. */
    public static Result run(Map<String, String> environment, String... arguments) {
        try {
            PackagedApp app = new PackagedApp(environment);
            app.launch(arguments);
            return new Result(app.exitCode(), app.output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the ended process again, with the same environment and on another port. */
    public void start() {
        launch();
        Awaitility.await().atMost(PATIENCE).until(() -> listening().find() || !process.isAlive());
        if (!listening().find()) {
            throw new IllegalStateException("The service did not start:\n" + output());
        }
        Awaitility.await().atMost(PATIENCE).until(() -> isReady());
    }

    private boolean isReady() {
        return Management.given(this).get("/q/health/ready").statusCode() == 200;
    }

    /** The base URL for clients, without a path. */
    public String baseUri() {
        Matcher listening = listening();
        if (!listening.find()) {
            throw new IllegalStateException("The service does not listen:\n" + output());
        }
        return "http://localhost:" + listening.group(1);
    }

    /** The address of health and metrics, without a path. */
    public String managementUri() {
        Matcher listening = listening();
        if (!listening.find()) {
            throw new IllegalStateException("The service does not listen:\n" + output());
        }
        return "http://localhost:" + listening.group(2);
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /** All output of this process on standard output and standard error. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL: ends the process without any cleanup. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM, which an orchestrator sends. Returns the exit code. */
    public int stop() {
        process.destroy();
        return exitCode();
    }

    @Override
    public void close() {
        stop();
    }

    private void launch(String... arguments) {
        List<String> command = new ArrayList<>(executable());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("CALLMISSED_")
                        || name.startsWith("QUARKUS_")
                        || name.startsWith("OTEL_")
                        || name.equals("DATABASE_URL"));
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", "0");
        builder.environment().put("CALLMISSED_PUBLIC_URL", "http://localhost:8080"); // what the tests sign
        builder.environment().put("CALLMISSED_WHATSAPP_BASE_URL", NOBODY);
        builder.environment().putAll(environment);
        if (isTrained()) {
            builder.directory(folder().toFile());
        }
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> executable() {
        if (Boolean.getBoolean("packaged.native")) {
            return Stream.concat(
                            Stream.of(System.getProperty("native.image.path")),
                            Stream.of(System.getProperty("native.image.options", "")
                                    .split(" ")))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(isTrained() ? List.of("@start", "com.callmissed.Main") : List.of("-jar", jar));
        return command;
    }

    /** Returns true when {@code docker/train} has run. Then the service starts as in the image. */
    private boolean isTrained() {
        return !Boolean.getBoolean("packaged.native") && Files.exists(folder().resolve("start"));
    }

    private Path folder() {
        return Path.of(jar).toAbsolutePath().getParent();
    }

    private Matcher listening() {
        return LISTENING.matcher(output());
    }

    private int exitCode() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The service did not end:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> withAccessLog(Map<String, String> environment) {
        Map<String, String> more = new HashMap<>(environment);
        more.put("CALLMISSED_ACCESS_LOG", "true");
        return more;
    }

    /** The exit code of a process and all its output. */
    public record Result(int exitCode, String output) {}

    private static final class Shared {
        private static final PackagedApp APP = PackagedApp.start(withAccessLog(production()));

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(APP::kill));
        }
    }
}
