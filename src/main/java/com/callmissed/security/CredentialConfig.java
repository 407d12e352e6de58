package com.callmissed.security;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many wrong credentials this process checks. */
@ConfigMapping(prefix = "callmissed.credentials")
public interface CredentialConfig {
    /** Wrong credentials of all addresses in a second that cost a look-up or the check of a signature. */
    @Positive
    @WithDefault("100")
    int failuresPerSecond();

    /** The same of one address in a minute; 0 for no limit. Never applies to this machine. */
    @PositiveOrZero
    @WithDefault("60")
    int failuresPerAddress();
}
