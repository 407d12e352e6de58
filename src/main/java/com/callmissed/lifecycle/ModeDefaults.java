package com.callmissed.lifecycle;

import java.util.Map;

import io.smallrye.config.SmallRyeConfig;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.CallMissedConfig.Mode;

/** Platform settings that differ in local mode: only this machine reaches the service, and the log is for people. */
public final class ModeDefaults {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Map<String, String> LOCAL = Map.of(
            "quarkus.http.host", LOOPBACK,
            "quarkus.management.host", LOOPBACK,
            "quarkus.log.console.json.enabled", "false");

    private ModeDefaults() {}

    /**
     * Sets each of them in local mode, unless the operator has set it. The value becomes a system property, because the
     * platform reads its own settings before the application can change them.
     */
    public static void apply(SmallRyeConfig settings) {
        if (settings.getConfigMapping(CallMissedConfig.class).mode() == Mode.LOCAL) {
            LOCAL.forEach((name, value) -> {
                if (settings.getOptionalValue(name, String.class).isEmpty()) {
                    System.setProperty(name, value);
                }
            });
        }
    }
}
