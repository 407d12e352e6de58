package com.callmissed.packaged;

import com.callmissed.testing.Replicas.Answer;

/** One customer who is to be answered by the bot, and one takeover of the conversation. Of one thread at a time. */
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

    /** The other one, where people work. */
    int humanSide() {
        return 1 - index % 2;
    }

    String customer() {
        return customer;
    }

    /** As Meta writes the customer. */
    String number() {
        return customer.substring(1);
    }

    /** What the customer writes, different in each race. */
    String question() {
        return question;
    }

    String conversation() {
        return conversation;
    }

    /** Of something below the conversation. */
    String path(String rest) {
        return "/api/v1/conversations/" + conversation + rest;
    }

    void opened(String id) {
        conversation = id;
    }

    void takenOver(Answer answer) {
        takeover = answer;
    }

    /** How the takeover was answered. */
    Answer takeover() {
        return takeover;
    }

    /** What the takeover said about an answer that was being sent; null when it named none. */
    String inFlight() {
        return takeover.body().path("in_flight").asText(null);
    }
}
