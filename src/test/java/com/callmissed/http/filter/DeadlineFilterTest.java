package com.callmissed.http.filter;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.Test;

import com.callmissed.http.RequestDeadline;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.ErrorEnvelope;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

@QuarkusTest
class DeadlineFilterTest {
    private static final String BASE = "/api/test/deadline/";
    private static final int BEFORE_THE_RESOURCES = -50;
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final long LATER_MILLIS = 1_000;

    /** An operation that never ends. */
    @Path(BASE + "late")
    @PermitAll
    public static class LateResource {
        @Inject
        Routes routes;

        @GET
        @Operation(hidden = true)
        public Uni<String> never() {
            return Uni.createFrom().<String>nothing().onCancellation().invoke(() -> routes.cancelled.add("late"));
        }
    }

    /** Operations with a deadline of their own, so that the test is short. */
    @Singleton
    static class Routes {
        final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
        private final DeadlineFilter filter;
        private final Vertx vertx;

        Routes(Vertx vertx, RouterErrors errors) {
            this.vertx = vertx;
            filter = new DeadlineFilter(vertx, LIMIT, errors);
        }

        void register(@Observes Router router) {
            filter.start(null);
            router.get(BASE + "late").order(BEFORE_THE_RESOURCES).handler(filter::begin);
            router.get(BASE + "extended").handler(filter::begin).handler(context -> {
                RequestDeadline.extend(Duration.ofMinutes(1));
                endLater(context);
            });
            router.get(BASE + "begun").handler(filter::begin).handler(context -> {
                context.response().setChunked(true).write("begun ");
                endLater(context);
            });
            router.get(BASE + "suspended").handler(filter::begin).handler(context -> {
                DeadlineFilter.suspend(context);
                endLater(context);
            });
        }

        private void endLater(RoutingContext context) {
            vertx.setTimer(LATER_MILLIS, id -> context.response().end("done"));
        }
    }

    @Inject
    Routes routes;

    @Test
    void respondsInPlaceOfALateOperationAndCancelsIt() throws InterruptedException {
        ValidatableResponse answer = given().get(BASE + "late").then();
        ErrorEnvelope.assertError(answer, ErrorCode.NOT_READY, "The service did not respond in time, try again");
        answer.header("Retry-After", notNullValue())
                .header("Connection", is("close"))
                .header("Cache-Control", is("no-store"));
        assertThat(routes.cancelled.poll(10, TimeUnit.SECONDS)).isEqualTo("late");
    }

    @Test
    void waitsForAnOperationThatMayTakeLonger() {
        given().get(BASE + "extended").then().statusCode(200).body(is("done"));
    }

    @Test
    void waitsForTheBodyOfARequest() {
        given().get(BASE + "suspended").then().statusCode(200).body(is("done"));
    }

    @Test
    void leavesAResponseThatHasBegun() {
        given().get(BASE + "begun").then().statusCode(200).body(containsString("begun done"));
    }
}
