package com.callmissed.lifecycle;

import io.smallrye.config.SmallRyeConfig;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.CallMissedConfig.Mode;

/** Platform settings that differ in local mode. */
public final class LocalDefaults {
    private static final String HOST = "quarkus.http.host";
    private static final String LOOPBACK = "127.0.0.1";

    private LocalDefaults() {}

    /**
     * Lets only this machine reach a service in local mode, unless the operator sets a host. The value becomes a system
     * property, because the platform reads its own settings before the application can change them.
     */
    public static void apply(SmallRyeConfig settings) {
        boolean local = settings.getConfigMapping(CallMissedConfig.class).mode() == Mode.LOCAL;
        if (local && settings.getOptionalValue(HOST, String.class).isEmpty()) {
            System.setProperty(HOST, LOOPBACK);
        }
    }
}
