package com.callmissed.packaged.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what was written with what was seen. Per subscriber: every event of its tenant from its first position to
 * the end, +1 each, and no other event. Among subscribers of a tenant: the same event at each position. Per token: once
 * when it was acknowledged, otherwise at most once. Per writer: in the order of its requests. Per conversation: in the
 * order of the thread.
 */
final class FeedHistory {
    private final List<Ledger> ledgers;
    private final List<Recording> recordings;
    private final Map<String, Long> ends;
    private final Map<String, String> tenantOfToken = new HashMap<>();
    private final Map<String, Map<Long, SeenEvent>> log = new HashMap<>();
    private final List<String> findings = new ArrayList<>();

    private FeedHistory(List<Ledger> ledgers, List<Recording> recordings, Map<String, Long> ends) {
        this.ledgers = ledgers;
        this.recordings = recordings;
        this.ends = ends;
    }

    /**
     * Checks everything.
     *
     * @param ends the position of the last event of each tenant
     * @return the errors; empty when there are none
     */
    static List<String> check(List<Ledger> ledgers, List<Recording> recordings, Map<String, Long> ends) {
        FeedHistory history = new FeedHistory(ledgers, recordings, ends);
        ledgers.forEach(ledger -> ledger.tokens().forEach(token -> history.tenantOfToken.put(token, ledger.tenant())));
        recordings.forEach(history::checkPositions);
        recordings.forEach(history::checkTokens);
        ledgers.forEach(history::checkOrder);
        return history.findings;
    }

    private void checkPositions(Recording recording) {
        recording.complaints().forEach(complaint -> found(recording, complaint));
        Map<Long, SeenEvent> positions = log.computeIfAbsent(recording.tenant(), tenant -> new HashMap<>());
        Map<String, Integer> places = new HashMap<>();
        long position = recording.start();
        for (SeenEvent event : recording.events()) {
            if (event.seq() != position + 1) {
                found(recording, "%d after %d", event.seq(), position);
            }
            position = event.seq();
            SeenEvent same = positions.putIfAbsent(position, event);
            if (same != null && !same.text().equals(event.text())) {
                found(recording, "%d is %s and was for another %s", position, event.text(), same.text());
            }
            if (event.place() > 0) {
                Integer before = places.put(event.conversation(), event.place());
                if (before == null ? recording.start() == 0 && event.place() != 1 : event.place() != before + 1) {
                    found(recording, "%d of the thread after %s: %s", event.place(), before, event.text());
                }
            }
        }
        if (position != ends.get(recording.tenant())) {
            found(recording, "ends with %d and not with %d", position, ends.get(recording.tenant()));
        }
    }

    private void checkTokens(Recording recording) {
        Set<String> seen = new HashSet<>();
        for (SeenEvent event : recording.events()) {
            if (!event.tenant().equals(recording.tenant())) {
                found(recording, "an event of tenant %s: %s", event.tenant(), event.text());
            }
            if (event.token() == null) {
                continue;
            }
            String owner = tenantOfToken.get(event.token());
            if (!recording.tenant().equals(owner)) {
                found(recording, "token %s of %s", event.token(), owner == null ? "nobody" : "tenant " + owner);
            }
            if (!seen.add(event.token())) {
                found(recording, "token %s again, at %d", event.token(), event.seq());
            }
        }
        Set<String> before = tokensUpTo(recording.tenant(), recording.start());
        for (Ledger ledger : ledgers) {
            if (ledger.tenant().equals(recording.tenant())) {
                ledger.tokens().stream()
                        .filter(ledger::isAcknowledged)
                        .filter(token -> !seen.contains(token) && !before.contains(token))
                        .forEach(token -> found(recording, "token %s is missing, which was acknowledged", token));
            }
        }
    }

    private Set<String> tokensUpTo(String tenant, long position) {
        Set<String> tokens = new HashSet<>();
        log.get(tenant).forEach((seq, event) -> {
            if (seq <= position && event.token() != null) {
                tokens.add(event.token());
            }
        });
        return tokens;
    }

    /** A request that was sent after the response to another one is later in the log, too. */
    private void checkOrder(Ledger ledger) {
        Map<String, Long> positions = new HashMap<>();
        log.getOrDefault(ledger.tenant(), Map.of()).forEach((seq, event) -> positions.put(event.token(), seq));
        String before = null;
        for (String token : ledger.tokens()) {
            if (ledger.isAcknowledged(token) && positions.containsKey(token)) {
                if (before != null && positions.get(token) < positions.get(before)) {
                    findings.add("Token " + token + " was written after " + before + " and comes before it");
                }
                before = token;
            }
        }
    }

    private void found(Recording recording, String finding, Object... arguments) {
        String what = arguments.length == 0 ? finding : finding.formatted(arguments);
        findings.add(recording.subscriber() + " of tenant " + recording.tenant() + ": " + what);
    }
}
