package com.callmissed.packaged.feed;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Records the events of one subscriber from its first position on. Written by the thread of the subscriber. */
final class Recording {
    private final String tenant;
    private final String subscriber;
    private final List<SeenEvent> events = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private long start = -1;
    private volatile long position = -1;
    private volatile String cursor;

    Recording(String tenant, String subscriber) {
        this.tenant = tenant;
        this.subscriber = subscriber;
    }

    /** Every event after {@code position} is expected. */
    void starts(long position, String cursor) {
        this.start = position;
        this.cursor = cursor;
        this.position = position;
    }

    /** Records the next event. */
    void saw(JsonNode frame) {
        saw(SeenEvent.of(frame), frame.path("cursor").asText(null));
    }

    void saw(SeenEvent event, String next) {
        events.add(event);
        goesOn(next);
        position = event.seq();
    }

    /** After {@code next}, which must be known. */
    void goesOn(String next) {
        if (next == null) {
            complain("no cursor behind " + position);
        }
        cursor = next;
    }

    /** Records a result that no subscriber should get. */
    void complain(String complaint) {
        complaints.add(complaint);
    }

    String tenant() {
        return tenant;
    }

    /** The name in error messages. */
    String subscriber() {
        return subscriber;
    }

    long start() {
        return start;
    }

    /** Of the last event, or the start; -1 before that is known. */
    long position() {
        return position;
    }

    /** The position to continue from; null before the first position. */
    String cursor() {
        return cursor;
    }

    List<SeenEvent> events() {
        return events;
    }

    List<String> complaints() {
        return complaints;
    }
}
