package com.callmissed.whatsapp;

/** The number that a bot sends from, and the token that allows it to. */
public record WhatsAppSender(String phoneNumberId, String accessToken) {
    @Override
    public String toString() {
        return "WhatsAppSender[" + phoneNumberId + "]";
    }
}
