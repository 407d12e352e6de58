package com.callmissed.packaged;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.callmissed.testing.GraphMessage;

/**
 * The results of the races of one step.
 *
 * @param arrived bot messages that reached the Graph API
 * @param late bot messages that reached the Graph API after the response to the takeover
 * @param outcomes number of races for each outcome
 */
record RaceTally(int races, int arrived, int late, Map<String, Integer> outcomes) {
    /** The reply was dropped before it became a message. */
    static final String NEVER_QUEUED = "dropped before it was queued";
    /** The message failed with the reason {@code taken_over}. */
    static final String DROPPED = "dropped from the queue";

    private static final String STATUS = """
            SELECT c.external_id || ' ' || m.status || coalesce(' ' || (m.metadata -> 'error' ->> 'code'), '')
            FROM message m JOIN conversation c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
            WHERE m.automatic
            """;

    /** Call it when nothing changes any more. */
    static RaceTally of(RaceTrack track, List<Race> races) {
        Map<String, String> statuses = new HashMap<>();
        track.database().select(STATUS).forEach(row -> {
            String[] found = row.split(" ", 2);
            statuses.merge(found[0], found[1], (one, other) -> one + " and " + other);
        });
        Map<String, Integer> outcomes = new TreeMap<>();
        int arrived = 0;
        int late = 0;
        for (Race race : races) {
            outcomes.merge(outcome(race, statuses.get(race.customer())), 1, Integer::sum);
            for (GraphMessage answer : track.answers(race)) {
                arrived++;
                late += answer.at() > race.takeover().at() ? 1 : 0;
            }
        }
        return new RaceTally(races.size(), arrived, late, outcomes);
    }

    private static String outcome(Race race, String status) {
        if (race.inFlight() != null) {
            return inFlight(race.inFlight(), status);
        }
        if (status == null) {
            return NEVER_QUEUED;
        }
        return status.equals("failed taken_over") ? DROPPED : status;
    }

    /**
     * The reply was being sent.
     *
     * @param said the result that the takeover reported
     * @param became the final state of the message, with the code of its error
     */
    static String inFlight(String said, String became) {
        return "in flight: " + said + " (" + became + ")";
    }

    /** The number of replies that were dropped because of the takeover. */
    int dropped() {
        return outcomes.entrySet().stream()
                .filter(outcome -> outcome.getKey().matches("dropped .*|.*taken_over.*"))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    @Override
    public String toString() {
        return "%4d rounds, %d bot messages after the takeover was answered, %s".formatted(races, late, outcomes);
    }
}
