package com.callmissed.thread;

import java.time.Instant;
import java.util.Locale;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import com.callmissed.events.Actor;

/**
 * Who answers a conversation: the bot by itself, or people. The epoch rises with every change of that, and what was
 * decided under an earlier one is never sent. Changed by {@link ThreadChange} alone.
 */
@Embeddable
class Control {
    @Column(name = "ai_autoreply_enabled", updatable = false)
    boolean enabled;

    @Column(name = "control_epoch", updatable = false)
    int epoch;

    @Column(name = "autoreply_since", updatable = false)
    Instant since;

    @Column(name = "autoreply_by_kind", updatable = false)
    String byKind;

    @Column(name = "autoreply_by_id", updatable = false)
    String byId;

    @Column(name = "autoreply_reason", updatable = false)
    String reason;

    @Column(name = "autoreply_resumes_at", updatable = false)
    Instant resumesAt;

    /** Who changed it last; null while nobody has. */
    Actor by() {
        return actor(byKind, byId);
    }

    /** Null for a null {@code kind}. */
    static Actor actor(String kind, String id) {
        return kind == null ? null : new Actor(Actor.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), id);
    }
}
