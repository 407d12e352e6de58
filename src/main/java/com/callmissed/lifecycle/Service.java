package com.callmissed.lifecycle;

import java.util.Optional;

import jakarta.enterprise.inject.Instance;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.CallMissedConfig.Mode;
import com.callmissed.config.DemoData;
import com.callmissed.config.Progress;

/** Runs the service after everything has started: prints the greeting in local mode and waits for the stop. */
public class Service implements QuarkusApplication {
    private final CallMissedConfig config;
    private final Instance<DemoData> demo;
    private final Greeting greeting;

    Service(CallMissedConfig config, Instance<DemoData> demo, Greeting greeting) {
        this.config = config;
        this.demo = demo;
        this.greeting = greeting;
    }

    @Override
    public int run(String... args) {
        if (config.mode() == Mode.LOCAL) {
            boolean wanted = config.demo().orElse(false) && demo.isResolvable();
            System.out.println(greeting.text(wanted, wanted ? createDemo() : Optional.empty()));
        }
        Quarkus.waitForExit();
        return 0;
    }

    private Optional<String> createDemo() {
        return new Progress(System.out).step("Preparing the demo tenant", demo.get()::create);
    }
}
