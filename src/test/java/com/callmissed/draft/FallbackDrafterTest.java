package com.callmissed.draft;

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
    private final Api api = Api.ofFreshTenant();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Inject
    Vertx vertx;

    @Inject
    DraftStore store;

    @Inject
    HistoryDrafter history;

    @Test
    void givesWhatTheModelSays() throws Exception {
        String id = conversation("Where is my order?");
        Draft draft = new Draft("On its way", 5);
        assertThat(draft(Uni.createFrom().item(draft), id, DraftPurpose.DRAFT)).isEqualTo(draft);
        assertThat(calls("ok")).isEqualTo(1);
        assertThat(registry.get("callmissed.ai.time").timer().count()).isEqualTo(1);
    }

    @Test
    void looksForACloseEarlierAnswerWhenTheModelIsAway() throws Exception {
        String earlier = conversation("Where is my order?");
        api.say(earlier, "assistant", "It leaves our warehouse today.");
        String now = conversation("hi, where is my order");
        for (DraftPurpose purpose : DraftPurpose.values()) {
            assertThat(draft(away(), now, purpose)).isEqualTo(Draft.free("It leaves our warehouse today."));
        }
        assertThat(calls("fallback")).isEqualTo(2);
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
        assertThat(draft(away(), id, DraftPurpose.AUTOMATIC))
                .isEqualTo(Draft.free("Thank you for your message. Support Bot will get back to you shortly."));
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
        asked.get(10, TimeUnit.SECONDS).complete(Draft.free("From another thread"));
        assertThat(same.get(10, TimeUnit.SECONDS)).isTrue();
    }

    private static Uni<Draft> away() {
        return Uni.createFrom().failure(TestModel.timeout());
    }

    private String conversation(String question) {
        String id = api.openConversation(api.createSandboxBot("Support Bot", ""));
        api.say(id, "user", question);
        return id;
    }

    private DraftRequest request(String id, DraftPurpose purpose) throws Exception {
        return Contexts.run(vertx, () -> store.request(api.tenant(), UUID.fromString(id), purpose, null))
                .get(10, TimeUnit.SECONDS);
    }

    private FallbackDrafter drafter(Uni<Draft> model) {
        return new FallbackDrafter(request -> model, history, TestModel.metrics(registry));
    }

    private Draft draft(Uni<Draft> model, String id, DraftPurpose purpose) throws Exception {
        DraftRequest request = request(id, purpose);
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
