package com.callmissed.packaged;

import com.callmissed.testing.Replicas.Answer;

/** One customer whom the bot replies to, and one takeover of the conversation. Not safe for use by several threads. */
final class Race {
    private final int index;
    private final String customer;
    private final String question;
    private String conversation;
    private Answer takeover;

    /** @param customer in {@code +} E.164 */
    Race(int index, String customer, String question) {
        this.index = index;
        this.customer = customer;
        this.question = question;
    }

    /** The process that the customer's message goes to. */
    int customerSide() {
        return index % 2;
    }

    /** The other process, which people use. */
    int humanSide() {
        return 1 - index % 2;
    }

    String customer() {
        return customer;
    }

    /** The customer's number in Meta's form. */
    String number() {
        return customer.substring(1);
    }

    /** The customer's message, different in each race. */
    String question() {
        return question;
    }

    String conversation() {
        return conversation;
    }

    /** A path below the conversation. */
    String path(String rest) {
        return "/api/v1/conversations/" + conversation + rest;
    }

    void opened(String id) {
        conversation = id;
    }

    void takenOver(Answer answer) {
        takeover = answer;
    }

    /** The response to the takeover. */
    Answer takeover() {
        return takeover;
    }

    /** What the takeover reports about a reply in progress; null when it reports none. */
    String inFlight() {
        return takeover.body().path("in_flight").asText(null);
    }
}
