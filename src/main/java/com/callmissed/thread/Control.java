package com.callmissed.thread;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import com.callmissed.events.Actor;

/**
 * Who answers a conversation: the bot by itself, or people. The epoch rises with every change of that, and what was decided
 * under an earlier one is never sent. Changed only while the conversation's row is locked.
 */
@Embeddable
class Control {
    @Column(name = "ai_autoreply_enabled")
    boolean enabled;

    @Column(name = "control_epoch")
    int epoch;

    @Column(name = "autoreply_since")
    Instant since;

    @Column(name = "autoreply_by_kind")
    String byKind;

    @Column(name = "autoreply_by_id")
    String byId;

    @Column(name = "autoreply_reason")
    String reason;

    @Column(name = "autoreply_resumes_at")
    Instant resumesAt;

    /**
     * Keeps the bot silent. The last word counts: a pause without an end takes the place of one that has an end.
     *
     * @param newReason null to keep the reason of a pause that is there
     * @param newEnd null for no end
     * @return false when nothing changed
     */
    boolean pause(Actor by, String newReason, Instant newEnd, Instant now) {
        if (!enabled && newReason == null && Objects.equals(resumesAt, newEnd)) {
            return false;
        }
        if (enabled) {
            enabled = false;
            epoch++;
            since = now;
            reason = null;
        }
        reason = newReason == null ? reason : newReason;
        resumesAt = newEnd;
        by(by);
        return true;
    }

    /** @return false when the bot answers already */
    boolean resume(Actor by, Instant now) {
        if (enabled) {
            return false;
        }
        enabled = true;
        epoch++;
        since = now;
        reason = null;
        resumesAt = null;
        by(by);
        return true;
    }

    /**
     * A person has replied.
     *
     * @return true when that switched automatic answers off
     */
    boolean takenOver(Actor by, Instant now) {
        if (enabled) {
            return pause(by, AutoreplyState.HUMAN_REPLY, null, now);
        }
        epoch++;
        return false;
    }

    void escalated() {
        epoch++;
    }

    /** Who changed it last; null while nobody has. */
    Actor by() {
        return actor(byKind, byId);
    }

    /** Null for a null {@code kind}. */
    static Actor actor(String kind, String id) {
        return kind == null ? null : new Actor(Actor.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), id);
    }

    private void by(Actor actor) {
        byKind = actor.kind().value();
        byId = actor.id();
    }
}
