package com.callmissed.lifecycle;

import java.util.List;

import io.smallrye.config.SmallRyeConfig;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.CallMissedConfig.Mode;

/** Platform settings that differ in local mode. */
public final class LocalDefaults {
    private static final List<String> HOSTS = List.of("quarkus.http.host", "quarkus.management.host");
    private static final String LOOPBACK = "127.0.0.1";

    private LocalDefaults() {}

    /**
     * Lets only this machine reach a service in local mode, unless the operator sets a host. The value becomes a system
     * property, because the platform reads its own settings before the application can change them.
     */
    public static void apply(SmallRyeConfig settings) {
        boolean local = settings.getConfigMapping(CallMissedConfig.class).mode() == Mode.LOCAL;
        for (String host : HOSTS) {
            if (local && settings.getOptionalValue(host, String.class).isEmpty()) {
                System.setProperty(host, LOOPBACK);
            }
        }
    }
}
