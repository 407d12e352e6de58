package com.callmissed.bench;

import java.util.List;

import io.vertx.core.Future;

import com.callmissed.testing.Database;

/** The payloads for the service, sent to the script, which stores them in tables of its own. */
final class ScriptPayloads implements Requests {
    private static final String STORED = """
            SELECT count(*)::text FROM peer.message WHERE provider_message_id LIKE ?
            UNION ALL
            SELECT count(*)::text FROM peer.outbox
            """;

    private final Payloads payloads;
    private final Database database;
    private long before;

    ScriptPayloads(Payloads payloads, String databaseUrl) {
        this.payloads = payloads;
        database = Database.at(databaseUrl);
    }

    @Override
    public String name() {
        return "inbound-script";
    }

    @Override
    public void begin() {
        payloads.begin();
        before = Long.parseLong(
                database.select("SELECT count(*)::text FROM peer.outbox").get(0));
    }

    @Override
    public String lua(Client client) {
        return payloads.lua(client);
    }

    @Override
    public Future<?> send(Client client, int number) {
        return payloads.send(client, number);
    }

    /** Checks that each acknowledged payload is one message and one event. */
    @Override
    public void check(long answered) {
        List<String> counts = database.select(STORED, payloads.stretch() + "%");
        long stored = Long.parseLong(counts.get(0));
        long events = Long.parseLong(counts.get(1)) - before;
        WrongResult.unless(
                stored >= answered && stored <= answered + Load.CONNECTIONS && events == stored,
                "%d payloads were acknowledged by the script, %d messages and %d events stored",
                answered,
                stored,
                events);
    }
}
