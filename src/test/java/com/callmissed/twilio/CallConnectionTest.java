package com.callmissed.twilio;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.outbound.Outbox;
import com.callmissed.outbound.OutgoingMessage;
import com.callmissed.testing.Contexts;
import com.callmissed.testing.PhoneCall;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TwilioBot;

import static org.assertj.core.api.Assertions.assertThat;

/** A message is sent when the response that contains it has been written. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CallConnectionTest {
    @Inject
    Outbox outbox;

    @Inject
    Vertx vertx;

    private final FakeRequest request = new FakeRequest();
    private PhoneCall call;
    private OutgoingMessage claimed;

    @BeforeEach
    void claimAnAnswer() {
        TwilioBot bot = TwilioBot.create();
        call = PhoneCall.answered(bot);
        call.holdAnswers();
        call.say("Where is my order?");
        call.releaseAnswers();
        Awaitility.await().until(() -> call.messages().size() == 3);
        UUID conversation = UUID.fromString(call.conversationId());
        claimed = Contexts.run(vertx, () -> outbox.claim(bot.tenant(), conversation))
                .join();
    }

    @Test
    void tellsThatTheAnswerWasWritten() {
        CallConnection connection = CallConnection.of(request.context(), outbox);
        connection.carries(claimed);
        assertThat(answer()).containsEntry("status", "sending");
        request.ends.handle(Future.succeededFuture());
        awaitStatus("sent");
        assertThat(connection.isGone()).isTrue();
    }

    @Test
    void tellsThatNothingWasWritten() {
        CallConnection connection = CallConnection.of(request.context(), outbox);
        connection.carries(claimed);
        request.ends.handle(Future.failedFuture("Connection closed"));
        awaitStatus("failed");
        assertThat(answer()).extracting("metadata.error.code").isEqualTo("line_closed");
    }

    @Test
    void tellsThatNobodyWaitedAnyMore() {
        CallConnection connection = CallConnection.of(request.context(), outbox);
        request.ends.handle(Future.failedFuture("Connection closed"));
        assertThat(connection.isGone()).isTrue();
        connection.carries(claimed);
        awaitStatus("failed");
    }

    @Test
    void tellsThatItCannotTell() {
        CallConnection.of(request.context(), outbox).carries(claimed);
        request.headWritten = true;
        request.ends.handle(Future.failedFuture("Connection reset by peer"));
        awaitStatus("uncertain");
    }

    @Test
    void tellsThatSomethingElseWasWritten() {
        CallConnection.of(request.context(), outbox).carries(claimed);
        request.status = 500;
        request.ends.handle(Future.succeededFuture());
        awaitStatus("failed");
    }

    private Map<String, Object> answer() {
        return call.messages().get(2);
    }

    private void awaitStatus(String status) {
        Awaitility.await().until(() -> answer().get("status"), status::equals);
    }

    /** The part of a request that the connection uses. */
    private static final class FakeRequest {
        private Handler<AsyncResult<Void>> ends;
        private boolean headWritten;
        private int status = 200;

        RoutingContext context() {
            HttpServerResponse response = stub(HttpServerResponse.class, (method, argument) -> switch (method) {
                case "closed" -> false;
                case "headWritten" -> headWritten;
                case "getStatusCode" -> status;
                default -> throw new UnsupportedOperationException(method);
            });
            return stub(RoutingContext.class, (method, argument) -> switch (method) {
                case "response" -> response;
                case "addEndHandler" -> captured(argument);
                default -> throw new UnsupportedOperationException(method);
            });
        }

        @SuppressWarnings("unchecked")
        private int captured(Object handler) {
            ends = (Handler<AsyncResult<Void>>) handler;
            return 0;
        }

        private static <T> T stub(Class<T> type, java.util.function.BiFunction<String, Object, Object> answers) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> answers.apply(
                            method.getName(), arguments == null || arguments.length == 0 ? null : arguments[0])));
        }
    }
}
