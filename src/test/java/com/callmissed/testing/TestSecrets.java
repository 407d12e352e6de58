package com.callmissed.testing;

import java.util.Map;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.crypto.Secrets;
import com.callmissed.crypto.SecretsConfig;

/** The pepper and the encryption key of another process than the one under test. */
public final class TestSecrets {
    private TestSecrets() {}

    /** @param settings with {@code callmissed.data-dir}, unless they have both secrets */
    public static Secrets of(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(CallMissedConfig.class)
                .withMapping(SecretsConfig.class)
                .withDefaultValues(settings)
                .build();
        return new Secrets(
                config.getConfigMapping(CallMissedConfig.class), config.getConfigMapping(SecretsConfig.class));
    }
}
