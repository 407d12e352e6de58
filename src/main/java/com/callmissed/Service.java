package com.callmissed;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.CallMissedConfig.Mode;

/** The service once everything has started: greets in local mode and runs until it is stopped. */
class Service implements QuarkusApplication {
    private final CallMissedConfig config;
    private final Greeting greeting;

    Service(CallMissedConfig config, Greeting greeting) {
        this.config = config;
        this.greeting = greeting;
    }

    @Override
    public int run(String... args) {
        if (config.mode() == Mode.LOCAL) {
            System.out.println(greeting.text());
        }
        Quarkus.waitForExit();
        return 0;
    }
}
