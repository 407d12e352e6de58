package com.callmissed.lifecycle;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.runtime.ImageMode;
import org.eclipse.microprofile.config.ConfigProvider;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.DemoData;

/**
 * Builds the text on the terminal after the start. It may contain a new API key, so it must not go through a logger.
 */
@ApplicationScoped
class Greeting {
    private static final String TEXT = """

            CallMissed Conversations is running.

              API       %1$s/api/v1
              Docs      %1$s/docs
              Data      %2$s
              Token     %3$s token --tenant %4$s --role owner
            """;
    private static final String NEW_KEY = """
              API key   %s
                        of the demo tenant, shown this once; send it as Authorization: Bearer
            """;

    private final CallMissedConfig config;

    Greeting(CallMissedConfig config) {
        this.config = config;
    }

    /**
     * Returns the text.
     *
     * @param demo whether there is a demo tenant
     * @param newKey the key that this start created
     */
    String text(boolean demo, Optional<String> newKey) {
        // The actual port, when 0 is configured.
        int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        String tenant = demo ? DemoData.TENANT.toString() : "<uuid>";
        return TEXT.formatted(
                        "http://localhost:" + port,
                        config.dataDir().toAbsolutePath().normalize(),
                        command(),
                        tenant)
                + newKey.map(NEW_KEY::formatted).orElse("");
    }

    /** The command that starts this program. */
    private static String command() {
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            return ProcessHandle.current().info().command().orElse("conversations");
        }
        String path = System.getProperty("java.class.path", "");
        return "java -jar " + (path.endsWith("quarkus-run.jar") ? path : "target/quarkus-app/quarkus-run.jar");
    }
}
