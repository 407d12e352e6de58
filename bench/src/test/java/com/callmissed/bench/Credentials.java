package com.callmissed.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Measures the cost of checking a dashboard token and an API key, on an endpoint that does nothing else. */
final class Credentials implements Scenario {
    private static final double TARGET = 0.85;
    private static final double THOUSAND = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LoadedService loaded;
    private final PathScenario.Size size;
    private final Reads none = EmptyEndpoint.open();
    private final Reads token;
    private final Reads key;
    private boolean warm;

    /**
     * The throughput, and the processor time per request.
     *
     * @param perService CPU seconds of the service per 1000 requests
     */
    private record Cost(double perSecond, double perService) {}

    Credentials(LoadedService loaded, PathScenario.Size size) {
        this.loaded = loaded;
        this.size = size;
        WrongResult.unless(EmptyEndpoint.isThere(loaded), "The service has to be built with -Dbench");
        String owner = loaded.dataset().token(0);
        JsonObject request =
                new JsonObject().put("name", "Benchmark").put("scopes", new JsonArray().add("conversations:read"));
        String plain = Client.await("key", loaded.client().post(owner, "/api/v1/keys", request, 201), PATIENCE)
                .getString("key");
        token = EmptyEndpoint.checked("with a token", owner);
        key = EmptyEndpoint.checked("with a key", plain);
    }

    /** Measures the endpoint without a check before and after the others, in case the machine changes meanwhile. */
    @Override
    public List<Measure> run() {
        if (!warm) {
            warm = true;
            List.of(none, token, key)
                    .forEach(reads ->
                            WarmUp.of(() -> measure(reads, size.warmUp()).perSecond()));
        }
        Cost before = measure(none, size.measured());
        Cost withToken = measure(token, size.measured());
        Cost withKey = measure(key, size.measured());
        Cost after = measure(none, size.measured());
        Cost without =
                new Cost((before.perSecond() + after.perSecond()) / 2, (before.perService() + after.perService()) / 2);
        List<Measure> measures = new ArrayList<>(List.of(
                Measure.of("token to none", withToken.perSecond() / without.perSecond(), "")
                        .atLeast(TARGET),
                Measure.of("key to none", withKey.perSecond() / without.perSecond(), "")
                        .atLeast(TARGET)));
        measures.addAll(measures("without", without));
        measures.addAll(measures(token.name(), withToken));
        measures.addAll(measures(key.name(), withKey));
        return measures;
    }

    @Override
    public void close() {
        // Other scenarios use the service after this one.
    }

    private static List<Measure> measures(String name, Cost cost) {
        return List.of(
                Measure.of(Overview.REQUESTS + " " + name, cost.perSecond(), "1/s"),
                Measure.of(Overview.SERVICE + " " + name, cost.perService(), "s"));
    }

    private Cost measure(Reads reads, Duration duration) {
        Usage usage = Usage.of(loaded.service().pid());
        Load.Answers answers = size.load().run(reads, loaded.client(), duration);
        return new Cost(answers.perSecond(), usage.seconds() * THOUSAND / answers.count());
    }
}
