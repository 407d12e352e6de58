package com.callmissed.twilio;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How one bot speaks on the phone, read from its config: {@code language} (a BCP 47 tag), {@code greeting}, {@code
 * handover_words} (a list) and {@code phrases} (see {@link Phrase}). A missing or invalid value has its default,
 * because nobody corrects a config while a call comes in.
 */
final class VoiceScript {
    static final List<String> HANDOVER_WORDS = List.of("representative", "agent", "human", "operator");

    private static final String ENGLISH = "en-US";
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
    private static final int MOST_HANDOVER_WORDS = 100;

    private final String language;
    private final Speech greeting;
    private final List<String> handoverWords;
    private final Map<Phrase, String> phrases = new EnumMap<>(Phrase.class);

    private VoiceScript(String botName, Map<String, Object> config) {
        language = config.get("language") instanceof String tag
                        && LANGUAGE.matcher(tag).matches()
                ? tag
                : ENGLISH;
        String words = sayable(config.get("greeting"));
        greeting = words.isEmpty()
                ? english("Hello" + (botName.isBlank() ? "" : ", this is " + SpokenText.of(botName))
                        + ". How can I help you?")
                : new Speech(words, language);
        handoverWords = config.get("handover_words") instanceof List<?> list
                ? normalized(list.stream().filter(String.class::isInstance).map(String.class::cast))
                : normalized(HANDOVER_WORDS.stream());
        Map<?, ?> own = config.get("phrases") instanceof Map<?, ?> map ? map : Map.of();
        for (Phrase phrase : Phrase.values()) {
            phrases.put(phrase, sayable(own.get(phrase.key())));
        }
    }

    /** {@code config} may be null. */
    static VoiceScript of(String botName, Map<String, Object> config) {
        return new VoiceScript(botName, config == null ? Map.of() : config);
    }

    /** The language of the caller. */
    String language() {
        return language;
    }

    Speech greeting() {
        return greeting;
    }

    /** The greeting with the text that was stored. */
    Speech greeting(String stored) {
        return new Speech(SpokenText.of(stored), greeting.language());
    }

    Speech phrase(Phrase phrase) {
        String own = phrases.get(phrase);
        return own.isEmpty() ? english(phrase.english()) : new Speech(own, language);
    }

    /** Returns the answer in the bot's language. Its text is empty if nothing of {@code answer} can be said. */
    Speech answer(String answer) {
        return new Speech(SpokenText.of(answer), language);
    }

    /** Whether the caller asks for a person: one of the words occurs as a whole word, in any case. */
    boolean asksForPerson(String said) {
        String words = " " + normalized(said) + " ";
        return handoverWords.stream().anyMatch(words::contains);
    }

    /** An English text is said in the bot's language if that is a variant of English, else in American English. */
    private Speech english(String text) {
        return new Speech(text, language.toLowerCase(Locale.ROOT).matches("en(-.*)?") ? language : ENGLISH);
    }

    private static String sayable(Object text) {
        return text instanceof String words ? SpokenText.of(words) : "";
    }

    private static List<String> normalized(Stream<String> words) {
        return words.limit(MOST_HANDOVER_WORDS)
                .map(VoiceScript::normalized)
                .filter(word -> !word.isEmpty())
                .map(word -> " " + word + " ")
                .collect(Collectors.toUnmodifiableList());
    }

    private static String normalized(String text) {
        return NO_WORD.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
    }
}
