package com.callmissed.answer;

import java.util.Set;
import java.util.stream.Stream;

/**
 * Words that say nothing about the subject of a sentence: articles, pronouns, prepositions, auxiliary verbs and
 * politeness of several languages, without case and accents. Words that ask (when, where, how) or deny (not) are left
 * out, and so are common nouns of another of these languages, such as the German "hat".
 */
final class FunctionWords {
    private static final Set<String> ENGLISH = words("""
            a an the and or but if of in on at to for from with by as is am are was were be been being do does
            did can could will would shall should may might must have has had having i me my mine we us our ours
            you your yours he him his she her hers it its they them their theirs this that these those there
            here so just also please hi hello hey thanks thank ok okay s t d m ll re ve
            """);
    private static final Set<String> GERMAN = words("""
            der das dem des ein eine einen einem einer eines und oder aber wenn von im zu zum zur fur mit bei
            bis als ist sind waren bist seid wird werden wurde wurden habe hast haben hatte hatten kann konnen
            konnt konnte soll ich mich mir mein meine meinen meinem meiner du dich dir dein deine er ihn ihm sie
            ihr ihre ihren ihrem wir uns unser unsere euch dieser dieses diese da hier auch nur noch bitte hallo
            danke
            """);
    private static final Set<String> FRENCH = words("""
            le la les l un une du de et ou mais si en dans sur au aux avec est sont etes suis etre avons avez
            ont je j ma mes nous notre nos vous votre vos tu te ta tes il elle ils elles ce c cet cette ces qu n
            y bonjour merci svp
            """);
    private static final Set<String> SPANISH = words("""
            el los las uno unos unas o del con esta estan es ser soy eres somos he mi mis su sus nuestro nuestra
            yo se nos lo hola gracias por
            """);
    private static final Set<String> PORTUGUESE = words("""
            os um uma e dos da das na nas com sao estao sou tem ha eu meu minha meus minhas voce voces seu sua
            seus suas ola obrigado obrigada
            """);
    private static final Set<String> ITALIAN = words("""
            gli uno di della dei delle nel nella al alla dal dalla sono siete sei ho hai hanno abbiamo io mio
            mia miei tuo tua lei suo noi ci vi vostro ciao salve grazie
            """);
    private static final Set<String> HINDI = words("""
            है हैं था थे थी का की के को में से पर और मैं मेरा मेरी मेरे आप आपका आपकी आपके हम यह वह ये वो कृपया
            """);

    private static final Set<String> ALL =
            Set.copyOf(Stream.of(ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN, HINDI)
                    .flatMap(Set::stream)
                    .toList());

    private FunctionWords() {}

    /** @param word without case and accents */
    static boolean contains(String word) {
        return ALL.contains(word);
    }

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }
}
