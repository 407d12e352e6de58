package com.callmissed.twilio;

/** Builds the instructions for Twilio in their order (TwiML for Voice). All texts are escaped. */
final class Twiml {
    static final String MEDIA_TYPE = "application/xml";

    private final StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>");

    Twiml say(Speech speech) {
        element("Say", "language", speech.language());
        text(speech.text());
        xml.append("</Say>");
        return this;
    }

    /**
     * Listens, and posts what was said or keyed to {@code action}. Keys end with {@code #}, after {@link
     * CallerInput#MOST_KEYS} of them, or after five seconds without another one. Twilio continues with the next
     * instruction if nothing was said for five seconds.
     */
    Twiml listen(String language, String action) {
        element(
                "Gather",
                "input",
                "speech dtmf",
                "language",
                language,
                "timeout",
                "5",
                "speechTimeout",
                "auto",
                "numDigits",
                Integer.toString(CallerInput.MOST_KEYS),
                "finishOnKey",
                "#",
                "action",
                action,
                "method",
                "POST");
        xml.append("</Gather>");
        return this;
    }

    Twiml redirect(String url) {
        element("Redirect", "method", "POST");
        text(url);
        xml.append("</Redirect>");
        return this;
    }

    Twiml hangUp() {
        xml.append("<Hangup/>");
        return this;
    }

    String xml() {
        return xml + "</Response>";
    }

    private void element(String name, String... attributes) {
        xml.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            xml.append(' ').append(attributes[i]).append("=\"");
            text(attributes[i + 1]);
            xml.append('"');
        }
        xml.append('>');
    }

    private void text(String text) {
        text.codePoints().filter(SpokenText::isText).forEach(codePoint -> {
            switch (codePoint) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '"' -> xml.append("&quot;");
                case '\'' -> xml.append("&apos;");
                default -> xml.appendCodePoint(codePoint);
            }
        });
    }
}
