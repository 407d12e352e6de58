package com.callmissed.whatsapp;

/** The number from which a bot sends, and its access token. */
public record WhatsAppSender(String phoneNumberId, String accessToken) {
    @Override
    public String toString() {
        return "WhatsAppSender[" + phoneNumberId + "]";
    }
}
