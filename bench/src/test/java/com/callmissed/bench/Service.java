package com.callmissed.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import com.callmissed.testing.PackagedApp;

/** The packaged service on a new database, with the options of the image. */
record Service(PackagedApp app, String databaseUrl) implements AutoCloseable {
    /** The folder for a recording of the JDK's flight recorder for each service; null for none. */
    private static final String PROFILES = System.getProperty("bench.profiles");

    /**
     * Starts the service on a new database.
     *
     * @param settings further properties, as environment variables
     */
    static Service start(DatabaseServer database, Map<String, String> settings) {
        return start(database, settings, System.getProperty("packaged.jar"));
    }

    /**
     * Starts a service on a new database.
     *
     * @param jar may be of another version
     */
    static Service start(DatabaseServer database, Map<String, String> settings, String jar) {
        return startOn(database.createDatabase(), settings, jar);
    }

    /** Starts the service on an existing database. */
    static Service startOn(String url, Map<String, String> settings) {
        return startOn(url, settings, System.getProperty("packaged.jar"));
    }

    private static Service startOn(String url, Map<String, String> settings, String jar) {
        PackagedApp app = PackagedApp.start(environment(url, settings), jar);
        Runtime.getRuntime().addShutdownHook(new Thread(app::kill));
        return new Service(app, url);
    }

    /** The environment variables of the process, as the image sets them. */
    static Map<String, String> environment(String databaseUrl, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(PackagedApp.production(databaseUrl));
        if (!NativeBinary.isMeasured()) {
            String profile = PROFILES == null ? "" : " -XX:StartFlightRecording:settings=profile";
            environment.put("JDK_JAVA_OPTIONS", ImageFlags.javaOptions() + profile);
            environment.put("MALLOC_ARENA_MAX", ImageFlags.arenas());
        }
        environment.put("CALLMISSED_JWT_RATE_LIMIT_RPM", "0");
        environment.putAll(settings);
        return environment;
    }

    int port() {
        return URI.create(app.baseUri()).getPort();
    }

    long pid() {
        return app.process().pid();
    }

    @Override
    public void close() {
        if (PROFILES != null) {
            Path recording = Path.of(PROFILES, pid() + ".jfr").toAbsolutePath();
            System.out.println(Tool.jcmd(pid(), "JFR.dump", "filename=" + recording));
        }
        app.kill();
    }
}
