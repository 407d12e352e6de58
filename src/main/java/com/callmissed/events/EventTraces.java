package com.callmissed.events;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Singleton;

import com.callmissed.telemetry.Spans;

/**
 * The traces that have written the last events of this process, so that their delivery is a part of them. It is empty
 * while traces are off. It does not have events of other processes: the log would have to store their traces. Safe for
 * use by several threads.
 */
@Singleton
public class EventTraces {
    /** Events that nobody here follows are not delivered, and stay until so many others were written. */
    static final int LIMIT = 1_000;

    private final Map<Place, String> traces = new LinkedHashMap<>();

    private record Place(UUID tenantId, long seq) {}

    /** @param trace of the transaction that has appended the event; null without one */
    void written(UUID tenantId, long seq, String trace) {
        if (trace == null) {
            return;
        }
        synchronized (traces) {
            traces.put(new Place(tenantId, seq), trace);
            if (traces.size() > LIMIT) {
                traces.remove(traces.keySet().iterator().next());
            }
        }
    }

    /**
     * Makes the span of the delivery of each event whose trace is known.
     *
     * @param sockets to which the events were given
     */
    public void delivered(EventBatch batch, int sockets) {
        if (!Spans.areOn()) {
            return;
        }
        for (LoggedEvent event : batch.events()) {
            String trace = take(new Place(batch.tenantId(), event.cursor().seq()));
            if (trace != null) {
                Spans.mark(trace, "deliver event", "callmissed.sockets", sockets);
            }
        }
    }

    private String take(Place place) {
        synchronized (traces) {
            return traces.remove(place);
        }
    }
}
