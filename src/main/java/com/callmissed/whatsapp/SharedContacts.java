package com.callmissed.whatsapp;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.whatsapp.graph.Json;

/** The text of the contact cards that a message shares: the name and the first number of each. */
final class SharedContacts {
    private SharedContacts() {}

    /** Empty if there are no cards. */
    static String text(JsonNode cards) {
        return StreamSupport.stream(cards.spliterator(), false)
                .map(SharedContacts::card)
                .collect(Collectors.joining("; "));
    }

    private static String card(JsonNode card) {
        String name = Json.firstOf(
                Json.text(card, "name", "formatted_name"),
                Json.text(card, "name", "first_name"),
                Json.text(card, "org", "company"));
        String number = StreamSupport.stream(card.path("phones").spliterator(), false)
                .map(phone -> Json.firstOf(Json.text(phone, "phone"), Json.text(phone, "wa_id")))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> Json.firstOf(Json.text(card.path("emails").path(0), "email")));
        if (name == null || number == null) {
            return Objects.requireNonNullElse(Json.firstOf(name, number), "Contact");
        }
        return name + ", " + number;
    }
}
