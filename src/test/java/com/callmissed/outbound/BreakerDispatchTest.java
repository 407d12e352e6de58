package com.callmissed.outbound;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphReply;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** A provider that takes requests of one number and does not respond. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class BreakerDispatchTest {
    private static final int PLACES_OF_TENANT = 16;
    /** More than the worker finds in one look-up. */
    private static final int CONVERSATIONS = 40;

    /** In ten minutes, see ADR 38. */
    private static final int MOST_UNCERTAIN = 28;

    @Inject
    DispatchWorkers workers;

    private GraphServer graph;

    @BeforeEach
    void start() {
        graph = GraphServer.ofThisApp();
    }

    @AfterEach
    void stop() {
        graph.close();
    }

    @Test
    void aNumberThatHangsCostsFewMessagesAndDelaysNoOther() {
        UUID tenant = UUID.randomUUID();
        WhatsAppBot hanging = WhatsAppBot.create(tenant, "200001");
        List<ConnectedBot> chats = IntStream.range(0, CONVERSATIONS)
                .mapToObj(i -> ConnectedBot.written(hanging))
                .toList();
        ConnectedBot neighbour = ConnectedBot.written(WhatsAppBot.create(tenant, "200002"));
        ConnectedBot stranger = ConnectedBot.written();
        GraphServer.Hold hold = graph.hold(message -> message.path().contains("/200001/"));
        chats.forEach(chat -> chat.reply("first"));
        chats.forEach(chat -> chat.reply("second"));
        hold.awaitArrived(PLACES_OF_TENANT);

        // From now on each request of this number is written and breaks.
        graph.replies(message -> message.path().contains("/200001/") ? GraphReply.reset() : GraphReply.accepted());
        hold.release(GraphReply.reset());
        Awaitility.await().until(() -> workers.openBreakers() == 1 && count(tenant, "sending") == 0);

        neighbour.awaitStatus(neighbour.reply("Hello"), "sent");
        stranger.awaitStatus(stranger.reply("Hello"), "sent");
        assertThat(count(tenant, "uncertain")).isLessThanOrEqualTo(MOST_UNCERTAIN);
        assertThat(count(tenant, "queued")).isGreaterThanOrEqualTo(2 * CONVERSATIONS - MOST_UNCERTAIN);

        graph.replies(message -> GraphReply.accepted());

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> count(tenant, "queued") == 0);
        Awaitility.await().until(() -> count(tenant, "sending") == 0);
        assertThat(chats).allSatisfy(chat -> assertThat(graph.messages(chat.customer()))
                .extracting(GraphMessage::body)
                .containsExactly("first", "second"));
        assertThat(workers.openBreakers()).isZero();
    }

    private static int count(UUID tenant, String status) {
        return Integer.parseInt(Database.column(
                        "SELECT count(*) FROM message WHERE tenant_id = ? AND status = ? AND role = 'assistant'",
                        tenant,
                        status)
                .get(0));
    }
}
