package com.callmissed.thread;

import java.time.Instant;
import java.util.Locale;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import com.callmissed.events.Actor;

/**
 * Who answers a conversation: the bot automatically, or people. Only {@link ThreadChange} changes it. The epoch
 * increases with every change of who answers; an answer that was decided under an earlier epoch is never sent.
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

    /** Who made the last change; null if nobody has. */
    Actor by() {
        return actor(byKind, byId);
    }

    /** Returns null if {@code kind} is null. */
    static Actor actor(String kind, String id) {
        return kind == null ? null : new Actor(Actor.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), id);
    }
}
