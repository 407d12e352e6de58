package com.callmissed.events;

import java.util.Locale;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.callmissed.http.WireEnum;
import com.callmissed.http.json.JsonForm;

/**
 * Who caused an event, so that an integration can recognise events that it caused itself.
 *
 * @param id null for the system, and for a person who is not identified
 */
@RegisterForReflection
public record Actor(Kind kind, @Schema(nullable = true) String id) {
    public static final JsonForm<Actor> FORM = (actor, out) ->
            out.begin().wire("kind", actor.kind).text("id", actor.id).end();

    public static final Actor SYSTEM = new Actor(Kind.SYSTEM, null);

    public static Actor customer(String externalId) {
        return new Actor(Kind.CUSTOMER, externalId);
    }

    public static Actor bot(UUID botId) {
        return new Actor(Kind.BOT, botId.toString());
    }

    /** The kinds of contract section 6. */
    public enum Kind implements WireEnum {
        CUSTOMER,
        BOT,
        USER,
        API_KEY,
        SYSTEM;

        private final String value = name().toLowerCase(Locale.ROOT);

        @JsonValue
        @Override
        public String value() {
            return value;
        }
    }
}
