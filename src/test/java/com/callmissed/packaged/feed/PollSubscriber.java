package com.callmissed.packaged.feed;

import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;

/** Polls either process for events over HTTP from the oldest one on, and waits for new ones. */
final class PollSubscriber extends FeedSubscriber {
    private final FeedHttp http;
    private final FeedTenant tenant;
    private final int limit;
    private int replica;

    /** @param limit of events in a response */
    PollSubscriber(FeedHttp http, FeedTenant tenant, String name, int replica, int limit) {
        super(new Recording(tenant.id(), name));
        this.http = http;
        this.tenant = tenant;
        this.replica = replica;
        this.limit = limit;
    }

    @Override
    public void run() {
        take(ask(""));
        while (!isStopped()) {
            take(ask("&wait=5"));
        }
        take(ask(""));
    }

    private HttpResponse<String> ask(String wait) {
        String cursor = recording().cursor();
        String path = "/api/v1/events?limit=" + limit + wait + (cursor == null ? "" : "&after=" + cursor);
        AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
        Retry.until(path, () -> {
            answer.set(http.get(replica, tenant.key(), path));
            replica = answer.get() == null ? 1 - replica : replica;
            return answer.get() != null;
        });
        return answer.get();
    }

    private void take(HttpResponse<String> answer) {
        String cursor = answer.headers().firstValue("X-Event-Cursor").orElse(null);
        if (recording().position() < 0) {
            recording().starts(0, cursor);
        }
        for (JsonNode frame : FeedHttp.json(answer.body())) {
            if (frame.has("seq")) {
                recording().saw(frame);
            } else {
                recording().complain(frame.toString());
            }
        }
        recording().goesOn(cursor);
    }
}
