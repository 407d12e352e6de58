package com.callmissed.platform;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.smallrye.health.runtime.ShutdownReadinessCheck;
import org.eclipse.microprofile.health.Readiness;

/**
 * Makes the service report that it is not ready.
 *
 * <p>Reason: the platform does so by itself at the start of a shutdown, but in no fixed order with the observers of
 * {@code ShutdownDelayInitiatedEvent}, which may wait. An order between them would replace this.
 */
@Singleton
public class ReadinessSwitch {
    /** Not in the constructor: its signature would show the internal type. */
    @Inject
    @Readiness
    ShutdownReadinessCheck check;

    /** Until the process ends. */
    public void turnOff() {
        check.shutdown();
    }
}
