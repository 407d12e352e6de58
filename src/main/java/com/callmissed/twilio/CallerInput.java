package com.callmissed.twilio;

import com.callmissed.text.TextCut;

/**
 * What a caller has said, or the keys that the caller has pressed.
 *
 * @param text as it is stored; empty for silence
 * @param keys null if the caller has spoken
 */
record CallerInput(String text, String keys) {
    static final CallerInput SILENCE = new CallerInput("", null);

    /** The key with which a caller asks for a person. */
    static final String PERSON = "0";

    /** The most keys of one input. */
    static final int MOST_KEYS = 20;

    private static final String PREFIX = "Keypad: ";
    private static final String KEYS = "0123456789*#ABCD";

    /** Reads what Twilio has understood. Words come before keys. */
    static CallerInput of(TwilioForm form) {
        String words = CallForm.words(form);
        if (!words.isEmpty()) {
            return new CallerInput(words, null);
        }
        StringBuilder pressed = new StringBuilder();
        form.get("Digits").chars().filter(key -> KEYS.indexOf(key) >= 0).forEach(key -> pressed.append((char) key));
        String keys = TextCut.start(pressed.toString(), MOST_KEYS);
        return keys.isEmpty() ? SILENCE : new CallerInput(PREFIX + keys, keys);
    }

    boolean isSilence() {
        return text.isEmpty();
    }

    /** Whether the caller asks for a person. */
    boolean asksForPerson(VoiceScript script) {
        return keys == null ? script.asksForPerson(text) : keys.equals(PERSON);
    }
}
