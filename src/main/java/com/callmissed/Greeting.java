package com.callmissed;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.ConfigProvider;

import com.callmissed.config.CallMissedConfig;

/** What a newcomer sees on the terminal. It may show a new API key, so it never goes through a logger. */
@ApplicationScoped
class Greeting {
    private final CallMissedConfig config;

    Greeting(CallMissedConfig config) {
        this.config = config;
    }

    String text() {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        String base = "http://localhost:" + port;
        return """

                CallMissed Conversations is running.

                  API    %1$s/api/v1
                  Docs   %1$s/docs
                  Data   %2$s
                  Token  java -jar %3$s token --tenant %4$s --role owner
                """.formatted(base, config.dataDir().toAbsolutePath().normalize(), jar(), "<uuid>");
    }

    private static String jar() {
        String path = System.getProperty("java.class.path", "");
        return path.endsWith("quarkus-run.jar") ? path : "target/quarkus-app/quarkus-run.jar";
    }
}
