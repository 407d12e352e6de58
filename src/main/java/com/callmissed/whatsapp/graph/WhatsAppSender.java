package com.callmissed.whatsapp.graph;

/** The number from which a bot sends, and its access token. */
record WhatsAppSender(String phoneNumberId, String accessToken) {
    @Override
    public String toString() {
        return "WhatsAppSender[" + phoneNumberId + "]";
    }
}
