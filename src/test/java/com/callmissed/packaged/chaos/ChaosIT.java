package com.callmissed.packaged.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Promtool;

/**
 * Plays each fault against a running process in steady use, and compares the alerts that fire with those of {@link
 * Fault}: nothing before the fault, exactly these while it lasts, and nothing after the recovery.
 *
 * <p>Rules look at minutes and hours, and a test cannot wait for them. So each state is scraped for some seconds:
 * before the fault, while it lasts, and after the recovery. Prometheus' own rule engine gets the scrapes, stretched in
 * time. Only time is invented: each value and each rate of a counter was observed in that state, and so was each step
 * between two states. That a state lasts is assumed. {@link Replay} has the details.
 *
 * <p>The disk is not full: a trigger raises PostgreSQL's error for it, which takes the way of a real one from there on.
 * A machine that does other work, too, is late at times. So the seconds of a state are taken again when a request was
 * late by the objectives, unless the fault is allowed to cause that. A fault that always does fails the test.
 */
@Tag("soak")
@DisabledIfSystemProperty(named = "packaged.native", matches = "true")
class ChaosIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    static Path folder;

    private static ChaosService service;
    private static FaultPlayer player;

    /** What was recorded after the last fault, with the process that all faults have. */
    private static Window healthy;

    @BeforeAll
    static void start() throws Exception {
        Promtool.assumeInstalled();
        service = new ChaosService(folder);
        player = new FaultPlayer(service);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void firesItsAlert(Fault fault) throws Exception {
        long began = System.nanoTime();
        Map<String, PackagedApp> pods = player.prepare(fault);
        try {
            Window before =
                    healthy != null && healthy.pods().keySet().equals(pods.keySet()) ? healthy : whenHealthy(pods);
            healthy = null;
            Window during = play(fault, pods);
            Window after = whenHealthy(pods);
            healthy = after;
            AlertCheck.passes(fault, before, during, after);
        } finally {
            player.cleanUp();
        }
        System.out.printf(
                "Chaos: %s fired %s, and nothing after the recovery (%d s)%n",
                fault.description(),
                fault.alerts(),
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
    }

    private static Window play(Fault fault, Map<String, PackagedApp> pods) throws Exception {
        try {
            player.begin(fault);
            Predicate<Window> isUsable =
                    fault.symptoms().contains("ConversationsBudgetBurnsFast") ? window -> true : Window::isCalm;
            return Awaitility.await()
                    .atMost(PATIENCE)
                    .until(
                            () -> service.recorder.record(
                                    pods, () -> player.goOn(fault), window -> FaultPlayer.isEnough(fault, window)),
                            isUsable);
        } finally {
            player.end(fault);
        }
    }

    private static Window whenHealthy(Map<String, PackagedApp> pods) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(250)).until(() -> service.isWell());
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> service.recorder.record(pods, () -> {}, window -> true), Window::isHealthy);
    }
}
