package com.callmissed.packaged.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.callmissed.testing.PackagedApp;

/** Scrapes the metrics that the rules use, from the management ports of processes. */
final class Recorder {
    private static final Pattern METRIC = Pattern.compile("\\b(callmissed|http_server|postgresql)_[a-z_]+");
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int FEWEST = 3;
    private static final int MOST = 60;
    /** Shorter than that of Prometheus, which is 10 s. */
    private static final Duration RESPONSE_WITHIN = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> metrics = metricsOfRules();

    private static Set<String> metricsOfRules() {
        try {
            return METRIC.matcher(Files.readString(AlertCheck.RULES))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Scrapes all processes about once a second.
     *
     * @param pods the processes by name
     * @param between runs after each scrape
     * @param isEnough whether the window has what it needs; it has three scrapes at least
     */
    Window record(Map<String, PackagedApp> pods, Runnable between, Predicate<Window> isEnough) {
        Map<String, List<Scrape>> scrapes = new LinkedHashMap<>();
        pods.keySet().forEach(pod -> scrapes.put(pod, new ArrayList<>()));
        Window window = new Window(scrapes);
        for (int i = 1; i <= MOST; i++) {
            long began = System.nanoTime();
            pods.forEach((pod, app) -> scrapes.get(pod).add(scrape(app)));
            between.run();
            if (i >= FEWEST && isEnough.test(window)) {
                return window;
            }
            sleep(EVERY.minusNanos(System.nanoTime() - began));
        }
        throw new AssertionError("The fault has not shown itself in " + MOST + " scrapes");
    }

    Scrape scrape(PackagedApp app) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(app.managementUri() + "/q/metrics"))
                .timeout(RESPONSE_WITHIN)
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? Scrape.of(response.body(), metrics) : Scrape.failed();
        } catch (IOException e) {
            return Scrape.failed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(Math.max(0, time.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
