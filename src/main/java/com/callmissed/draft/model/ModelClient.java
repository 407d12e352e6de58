package com.callmissed.draft.model;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.util.TypeLiteral;
import jakarta.ws.rs.core.HttpHeaders;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

import com.callmissed.background.AsyncSemaphore;
import com.callmissed.http.RetryAfter;

import static java.time.temporal.ChronoUnit.MILLIS;

/**
 * Sends requests to the model provider, with a time-out, retries, a limit of concurrent requests for each tenant, and a
 * circuit breaker. The circuit breaker belongs to the process, because all tenants use the same provider.
 */
public final class ModelClient {
    private static final Logger LOG = Logger.getLogger(ModelClient.class);

    private static final long CONNECT_SECONDS = 5;

    private final ModelApi api;
    private final String authorization;
    private final Duration timeout;
    private final AsyncSemaphore tenants;
    private final AsyncSemaphore process;
    private final TypedGuard<Uni<ModelAnswer>> guard;

    /** Has a name, because a native image keeps the type argument of registered classes only. */
    @RegisterForReflection
    static final class UniOfAnswer extends TypeLiteral<Uni<ModelAnswer>> {
        private static final long serialVersionUID = 1L;
    }

    /** Returns the client of the configured server. */
    public static ModelClient of(ModelConfig config) {
        return new ModelClient(api(config), config);
    }

    /** Follows no redirect, so that a thread is sent to the configured host only. */
    static ModelApi api(ModelConfig config) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(config.baseUrl().orElseThrow())
                .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .readTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .disableDefaultMapper(true)
                .followRedirects(false)
                .userAgent("callmissed-conversations")
                .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, config.concurrency())
                .build(ModelApi.class);
    }

    ModelClient(ModelApi api, ModelConfig config) {
        this.api = api;
        this.authorization = config.apiKey().map(key -> "Bearer " + key).orElse(null);
        this.timeout = config.timeout();
        this.tenants = new AsyncSemaphore(config.tenantConcurrency(), config.tenantQueue());
        this.process = new AsyncSemaphore(config.concurrency());
        this.guard = guard(config);
    }

    /** Fails with a {@link ModelFailure}, at the latest at the time-out. May complete on any thread. */
    public Uni<ModelAnswer> ask(UUID tenantId, ModelRequest request) {
        return Uni.createFrom().deferred(() -> {
            Deadline deadline = Deadline.in(timeout);
            return tenants.withPermit(
                            tenantId,
                            timeout,
                            () -> process.withPermit(
                                    ModelClient.class,
                                    deadline.left(),
                                    () -> guard.get(() -> attempt(request, deadline))))
                    .onFailure(AsyncSemaphore.NoPermitException.class)
                    .transform(ignored -> ModelFailure.busy())
                    .onFailure(CircuitBreakerOpenException.class)
                    .transform(ignored -> ModelFailure.circuitOpen());
        });
    }

    private TypedGuard<Uni<ModelAnswer>> guard(ModelConfig config) {
        ModelConfig.Circuit circuit = config.circuit();
        return TypedGuard.create(new UniOfAnswer())
                .withDescription("model provider")
                .withRetry()
                .maxRetries(config.retries())
                .maxDuration(config.timeout().toMillis(), MILLIS)
                .jitter(0, MILLIS)
                .whenException(failure -> failure instanceof ModelFailure model && model.isWorthRetrying())
                .withCustomBackoff()
                .strategy(() -> new RetryPause(config.retryDelay(), config.timeout()))
                .done()
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(circuit.window())
                .failureRatio(circuit.failureRatio())
                .delay(circuit.delay().toMillis(), MILLIS)
                .when(failure -> !(failure instanceof ModelFailure model) || model.isAway())
                .onStateChange(state -> LOG.warnf("The circuit to the model provider is %s", state))
                .done()
                .build();
    }

    private Uni<ModelAnswer> attempt(ModelRequest request, Deadline deadline) {
        Duration left = deadline.left();
        if (left.isZero()) {
            return Uni.createFrom().failure(ModelFailure.timeout());
        }
        return api.complete(authorization, request)
                .ifNoItem()
                .after(left)
                .failWith(ModelFailure::timeout)
                .onFailure(failure -> !(failure instanceof ModelFailure))
                .transform(ModelFailure::unreachable)
                .map(response -> read(response, deadline));
    }

    private static ModelAnswer read(RestResponse<String> response, Deadline deadline) {
        if (response.getStatus() == 200) {
            return ModelAnswer.read(response.getEntity());
        }
        Duration pause = RetryAfter.parse(response.getHeaderString(HttpHeaders.RETRY_AFTER), Instant.now())
                .orElse(Duration.ZERO);
        throw ModelFailure.status(response.getStatus(), pause, deadline.left());
    }
}
