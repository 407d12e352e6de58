package com.callmissed;

import java.util.List;
import java.util.ServiceLoader;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.LocalDatabase;
import com.callmissed.config.Settings;
import com.callmissed.config.StartupException;
import com.callmissed.lifecycle.Service;
import com.callmissed.lifecycle.StartupChecks;
import com.callmissed.lifecycle.StartupFailure;
import com.callmissed.security.jwt.TokenCommand;

import static com.callmissed.config.DatabaseUrlConfigSource.DATABASE_URL;

/** Starts the service, or runs one of its commands. */
@QuarkusMain
public final class Main {
    private static final String DEMO = "callmissed.demo";

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("token")) {
            System.exit(token(List.of(args).subList(1, args.length)));
        }
        try {
            List<String> problems = prepare();
            if (!problems.isEmpty()) {
                refuse(problems);
            }
        } catch (StartupException e) {
            refuse(List.of(e.getMessage()));
        }
        run(args);
    }

    private static int token(List<String> args) {
        try {
            return TokenCommand.run(args, Settings.read(TokenCommand.MAPPINGS), System.out, System.err);
        } catch (ConfigValidationException e) {
            StartupChecks.problems(e).forEach(System.err::println);
            return 1;
        }
    }

    /** Checks the settings and starts a database when none is configured. Returns the problems that prevent a start. */
    private static List<String> prepare() {
        SmallRyeConfig settings;
        try {
            settings = Settings.read(StartupChecks.MAPPINGS);
        } catch (ConfigValidationException e) {
            return StartupChecks.problems(e);
        }
        List<String> problems = StartupChecks.problems(settings);
        if (problems.isEmpty()
                && settings.getOptionalValue(DATABASE_URL, String.class).isEmpty()) {
            bringDatabase(settings);
        }
        return problems;
    }

    /**
     * Starts the database. Its URL becomes a system property, which outlives a live reload of the development mode. So
     * the next call of main finds the running server.
     */
    private static void bringDatabase(SmallRyeConfig settings) {
        CallMissedConfig config = settings.getConfigMapping(CallMissedConfig.class);
        LocalDatabase database = ServiceLoader.load(LocalDatabase.class)
                .findFirst()
                .orElseThrow(() ->
                        new StartupException(DATABASE_URL + " is missing: this build brings no database of its own"));
        System.setProperty(DATABASE_URL, database.start(config.dataDir()));
        if (config.demo().isEmpty()) {
            System.setProperty(DEMO, "true");
        }
    }

    private static void run(String[] args) {
        // The platform would respond to a malformed URI without the error envelope. RequestLineFilter checks it
        // instead.
        System.setProperty("vertx.disableURIValidation", "true");
        Quarkus.run(Service.class, Main::exit, args);
    }

    /** Ends the process through the platform's handler. In development mode that handler ends only the application. */
    private static void exit(int code, Throwable failure) {
        if (failure != null && !ApplicationLifecycleManager.isVmShuttingDown()) {
            System.err.println(StartupFailure.reason(failure));
        }
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, failure);
    }

    private static void refuse(List<String> problems) {
        problems.forEach(System.err::println);
        System.exit(1);
    }
}
