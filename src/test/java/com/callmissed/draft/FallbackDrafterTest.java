package com.callmissed.draft;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import com.callmissed.draft.model.ModelFailure;
import com.callmissed.draft.model.TestModel;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Api;
import com.callmissed.testing.Contexts;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FallbackDrafterTest {
    private static final List<Throwable> FAILURES =
            List.of(TestModel.refused(), TestModel.empty(), TestModel.timeout(), TestModel.circuitOpen());
    private static final Draft ACKNOWLEDGEMENT =
            new Draft("Thank you for your message. Support Bot will get back to you shortly.", null, null);
    private static final Draft SAVED = Draft.stored("It is on its way.", DraftSource.SAVED_ANSWER);

    private final Api api = Api.ofFreshTenant();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Inject
    Vertx vertx;

    @Inject
    DraftStore store;

    @Inject
    StoredDrafter stored;

    @Test
    void givesWhatTheModelSays() throws Exception {
        String id = conversation("Where is my order?");
        Draft draft = Draft.ofModel("On its way", 5);
        assertThat(draft(Uni.createFrom().item(draft), id, DraftPurpose.DRAFT)).isEqualTo(draft);
        assertThat(calls("ok")).isEqualTo(1);
        assertThat(registry.get("callmissed.ai.time").timer().count()).isEqualTo(1);
    }

    @Test
    void showsAPersonACloseEarlierAnswerWhenTheModelGivesNone() throws Exception {
        String bot = api.createSandboxBot("Support Bot", "");
        String earlier = conversation(bot, "Where is my order?");
        api.say(earlier, "assistant", "It leaves our warehouse today.");
        String now = conversation(bot, "hi, where is my order");
        Draft expected =
                new Draft("It leaves our warehouse today.", null, DraftSource.history(UUID.fromString(earlier), 2));
        for (Throwable failure : FAILURES) {
            assertThat(draft(failing(failure), now, DraftPurpose.DRAFT)).isEqualTo(expected);
        }
        save(bot, false);
        for (Throwable failure : FAILURES) {
            assertThat(draft(failing(failure), now, DraftPurpose.DRAFT)).isEqualTo(SAVED);
        }
        assertThat(calls("fallback")).isEqualTo(2 * FAILURES.size());
    }

    /** Never what another customer was answered; and what the provider does not want is not looked for. */
    @Test
    void givesACustomerWhatAPersonHasAllowedForThat() throws Exception {
        String bot = api.createSandboxBot("Support Bot", "");
        String earlier = conversation(bot, "Where is my order?");
        api.say(earlier, "assistant", "It leaves our warehouse today.");
        String now = conversation(bot, "hi, where is my order");
        save(bot, false);
        for (Throwable failure : FAILURES) {
            assertThat(draft(failing(failure), now, DraftPurpose.AUTOMATIC)).isEqualTo(ACKNOWLEDGEMENT);
        }
        save(bot, true);
        for (Throwable failure : FAILURES) {
            boolean refused = ((ModelFailure) failure).isRefusal();
            assertThat(draft(failing(failure), now, DraftPurpose.AUTOMATIC))
                    .isEqualTo(refused ? ACKNOWLEDGEMENT : SAVED);
        }
    }

    /** A person would not wait at the dashboard. */
    @Test
    void letsACustomerWaitWhileTheProviderIsBusy() throws Exception {
        String bot = api.createSandboxBot("Support Bot", "");
        String id = conversation(bot, "Where is my order?");
        save(bot, true);
        assertThatThrownBy(() -> draft(failing(TestModel.busy()), id, DraftPurpose.AUTOMATIC))
                .cause()
                .isInstanceOf(ModelFailure.class);
        assertThat(draft(failing(TestModel.busy()), id, DraftPurpose.DRAFT)).isEqualTo(SAVED);
        DraftRequest last = request(id, DraftPurpose.AUTOMATIC).withoutWaiting();
        assertThat(draft(failing(TestModel.busy()), last)).isEqualTo(SAVED);
    }

    @Test
    void tellsAPersonThatThereIsNoDraft() {
        String id = conversation("Where is my order?");
        assertThatThrownBy(() -> draft(away(), id, DraftPurpose.DRAFT))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
                    assertThat(e.getMessage()).isEqualTo("The model provider cannot answer right now, try again");
                    assertThat(e.headers()).containsEntry("Retry-After", "5");
                });
        assertThat(calls("error")).isEqualTo(1);
        assertThat(calls("fallback")).isZero();
    }

    @Test
    void acknowledgesToACustomer() throws Exception {
        String id = conversation("Where is my order?");
        assertThat(draft(away(), id, DraftPurpose.AUTOMATIC)).isEqualTo(ACKNOWLEDGEMENT);
        assertThat(calls("fallback")).isEqualTo(1);
    }

    @Test
    void hidesNoFailureOfItsOwn() {
        String id = conversation("Where is my order?");
        assertThatThrownBy(() ->
                        draft(Uni.createFrom().failure(new IllegalStateException("ours")), id, DraftPurpose.AUTOMATIC))
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(calls("error")).isEqualTo(1);
    }

    @Test
    void endsOnTheContextOfTheCaller() throws Exception {
        String id = conversation("Where is my order?");
        CompletableFuture<UniEmitter<? super Draft>> asked = new CompletableFuture<>();
        FallbackDrafter drafter = drafter(Uni.createFrom().emitter(emitter -> asked.complete(emitter)));
        DraftRequest request = request(id, DraftPurpose.AUTOMATIC);
        CompletableFuture<Boolean> same = Contexts.run(vertx, () -> {
            Context caller = Vertx.currentContext();
            return drafter.draft(request).map(draft -> Vertx.currentContext() == caller);
        });
        asked.get(10, TimeUnit.SECONDS).complete(Draft.ofModel("From another thread", 1));
        assertThat(same.get(10, TimeUnit.SECONDS)).isTrue();
    }

    private static Uni<Draft> away() {
        return failing(TestModel.timeout());
    }

    private static Uni<Draft> failing(Throwable failure) {
        return Uni.createFrom().failure(failure);
    }

    private void save(String bot, boolean automatic) {
        api.as()
                .body(Map.of(
                        "title",
                        "Orders",
                        "answer",
                        SAVED.text(),
                        "questions",
                        List.of("where order"),
                        "automatic",
                        automatic))
                .post("/api/v1/bots/{id}/answers", bot)
                .then()
                .statusCode(201);
    }

    private String conversation(String question) {
        return conversation(api.createSandboxBot("Support Bot", ""), question);
    }

    private String conversation(String bot, String question) {
        String id = api.openConversation(bot);
        api.say(id, "user", question);
        return id;
    }

    private DraftRequest request(String id, DraftPurpose purpose) throws Exception {
        return Contexts.run(vertx, () -> store.request(api.tenant(), UUID.fromString(id), purpose, null))
                .get(10, TimeUnit.SECONDS);
    }

    private FallbackDrafter drafter(Uni<Draft> model) {
        return new FallbackDrafter(request -> model, stored, TestModel.metrics(registry));
    }

    private Draft draft(Uni<Draft> model, String id, DraftPurpose purpose) throws Exception {
        return draft(model, request(id, purpose));
    }

    private Draft draft(Uni<Draft> model, DraftRequest request) throws Exception {
        FallbackDrafter drafter = drafter(model);
        return Contexts.run(vertx, () -> drafter.draft(request)).get(10, TimeUnit.SECONDS);
    }

    private double calls(String outcome) {
        return registry.get("callmissed.ai.calls")
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
