package com.callmissed.thread;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import com.callmissed.events.Actor;
import com.callmissed.http.json.JsonForm;
import com.callmissed.persistence.JsonDocument;
import com.callmissed.testing.PostgresResource;
import com.callmissed.thread.MessageResponse.Reaction;

import static org.assertj.core.api.Assertions.assertThat;

/** Forms and the mapper write the same. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class JsonFormTest {
    private static final Instant TIME = Instant.parse("2026-11-27T16:41:37.352286Z");

    @Inject
    ObjectMapper mapper;

    @Test
    void writesConversationsAsTheMapperDoes() throws JsonProcessingException {
        List<ConversationResponse> conversations = new ArrayList<>();
        for (Channel channel : Channel.values()) {
            for (ConversationStatus status : ConversationStatus.values()) {
                conversations.add(full(channel, status));
            }
        }
        conversations.add(empty());
        assertSame(ConversationResponse.FORM, conversations);
    }

    @Test
    void writesMessagesAsTheMapperDoes() throws JsonProcessingException {
        List<MessageResponse> messages = new ArrayList<>();
        for (MessageType type : MessageType.values()) {
            for (DeliveryStatus status : DeliveryStatus.values()) {
                messages.add(new MessageResponse(
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        MessageRole.USER,
                        "„\"👍\n",
                        type,
                        7,
                        TIME,
                        1,
                        status,
                        new JsonDocument("{\"ä\": 1.50}"),
                        true,
                        List.of(new Reaction("❤️", Reaction.By.CUSTOMER), new Reaction("👍", Reaction.By.BUSINESS)),
                        TIME));
            }
        }
        messages.add(new MessageResponse(
                UUID.randomUUID(),
                UUID.randomUUID(),
                MessageRole.ASSISTANT,
                "",
                MessageType.TEXT,
                null,
                TIME,
                2,
                DeliveryStatus.SENT,
                null,
                false,
                List.of(),
                null));
        assertSame(MessageResponse.FORM, messages);
    }

    @Test
    void writesNoObjects() throws JsonProcessingException {
        assertSame(ConversationResponse.FORM, List.of());
    }

    private <T> void assertSame(JsonForm<T> form, List<T> objects) throws JsonProcessingException {
        String expected = mapper.writeValueAsString(objects);
        assertThat(form.array(objects).toString()).isEqualTo(expected);
        assertThat(streamed(form, objects)).isEqualTo(expected);
        for (T object : objects) {
            assertThat(form.object(object).toString()).isEqualTo(mapper.writeValueAsString(object));
        }
    }

    /** As parts of one and of two objects. */
    private static <T> String streamed(JsonForm<T> form, List<T> objects) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0, size = 1; from < objects.size(); from += size, size = 3 - size) {
            parts.add(objects.subList(from, Math.min(objects.size(), from + size)));
        }
        return form.stream(Multi.createFrom().iterable(parts)).collect().asList().await().indefinitely().stream()
                .map(Buffer::toString)
                .collect(Collectors.joining());
    }

    private static ConversationResponse full(Channel channel, ConversationStatus status) {
        return new ConversationResponse(
                UUID.randomUUID(),
                UUID.randomUUID(),
                UUID.randomUUID(),
                channel,
                "+14155550123",
                status,
                61,
                new JsonDocument("{\"order\":{\"total\":12345678901234567890.10}}"),
                true,
                TIME,
                TIME.plusSeconds(1),
                "Trailhead",
                TIME.plusMillis(1),
                "\"Where\" is it?",
                12,
                TIME.plusSeconds(86_400),
                new AutoreplyState(
                        false, 3, TIME, new Actor(Actor.Kind.API_KEY, "key"), "human_reply", TIME.plusNanos(1)),
                StatusReason.NO_ANSWER,
                UUID.randomUUID(),
                "Ana",
                "Ana",
                "ana ✨");
    }

    private static ConversationResponse empty() {
        return new ConversationResponse(
                UUID.randomUUID(),
                UUID.randomUUID(),
                UUID.randomUUID(),
                Channel.WHATSAPP,
                "",
                ConversationStatus.ACTIVE,
                null,
                null,
                false,
                TIME,
                TIME,
                "",
                null,
                null,
                0,
                null,
                new AutoreplyState(true, 0, TIME, null, null, null),
                null,
                null,
                null,
                null,
                null);
    }
}
