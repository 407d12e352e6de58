package com.callmissed.contact;

import java.util.List;
import java.util.regex.Pattern;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber;

/**
 * A phone line, as one of its spellings names it.
 *
 * @param number the number in E.164, for people and for dialling
 * @param line the same for all spellings of the line
 */
public record PhoneLine(String number, String line) {
    /** Signs that people write in numbers. Letters are not read as the keys of a telephone. */
    private static final Pattern SPELLING = Pattern.compile("\\+?[\\p{Nd}\\p{Zs}().\\-\u2010-\u2015/]{3,40}");

    private static final Pattern SCHEME = Pattern.compile("^(?:whatsapp|tel):", Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_DIGIT = Pattern.compile("[^\\p{Nd}]");
    private static final int LONGEST = 15;

    /**
     * Reads a number in any spelling: with {@code +}, with {@code 00}, with neither, with spaces, brackets and hyphens,
     * or after {@code whatsapp:} or {@code tel:}.
     *
     * @param region the country of numbers without a country code, such as {@code US}; null if it is not known
     * @return null if the text is not a number, or if its country is not known
     */
    public static PhoneLine read(String text, String region) {
        String spelling =
                AddressText.clean(SCHEME.matcher(AddressText.clean(text)).replaceFirst(""));
        if (!SPELLING.matcher(spelling).matches()) {
            return null;
        }
        if (spelling.startsWith("+")) {
            return international(spelling, false);
        }
        String digits = digits(spelling);
        if (digits.startsWith("00")) {
            return international("+" + digits.substring(2), false);
        }
        PhoneLine complete = international("+" + digits, true);
        return complete == null && region != null ? parsed(spelling, region, true) : complete;
    }

    /**
     * Reads a number that consists of the country code and the digits behind it, as WhatsApp writes it.
     *
     * @param digits 4 to 20 ASCII digits
     * @return the digits as they came if no country has such a number
     */
    static PhoneLine ofDigits(String digits) {
        PhoneLine line = international("+" + digits, false);
        return line == null ? new PhoneLine("+" + digits, "+" + digits) : line;
    }

    /** Returns the country of a number in E.164, such as {@code US}; null if it is not known. */
    public static String regionOf(String number) {
        Phonenumber.PhoneNumber parsed = parse(number, null);
        return parsed == null
                ? null
                : PhoneNumberUtil.getInstance().getRegionCodeForCountryCode(parsed.getCountryCode());
    }

    /**
     * Returns the spellings under which a line may have been stored before this package read it.
     *
     * @param line of {@link #line}
     */
    static List<String> spellings(String line) {
        if (line.startsWith("+55") && line.length() == 14) {
            return List.of(line, line.substring(0, 5) + line.substring(6));
        }
        if (line.startsWith("+52") && line.length() == 13) {
            return List.of(line, "+521" + line.substring(3));
        }
        if (line.startsWith("+54") && line.length() == 13) {
            return List.of(line, "+549" + line.substring(3));
        }
        if (line.startsWith("+22901") && line.length() == 14) {
            return List.of(line, "+229" + line.substring(6));
        }
        return List.of(line);
    }

    private static PhoneLine international(String number, boolean onlyValid) {
        return digits(number).length() > LONGEST ? null : parsed(number, null, onlyValid);
    }

    private static PhoneLine parsed(String number, String region, boolean onlyValid) {
        Phonenumber.PhoneNumber parsed = parse(number, region);
        if (parsed == null) {
            return null;
        }
        PhoneNumberUtil util = PhoneNumberUtil.getInstance();
        String national = util.getNationalSignificantNumber(parsed);
        PhoneLine line = ofPlan(parsed.getCountryCode(), national);
        return onlyValid && !util.isValidNumber(parsed) && !isValid(line.number) ? null : line;
    }

    private static boolean isValid(String number) {
        Phonenumber.PhoneNumber parsed = parse(number, null);
        return parsed != null && PhoneNumberUtil.getInstance().isValidNumber(parsed);
    }

    private static Phonenumber.PhoneNumber parse(String number, String region) {
        try {
            return PhoneNumberUtil.getInstance().parse(number, region);
        } catch (NumberParseException e) {
            return null;
        }
    }

    /**
     * The changes of numbering plans that left two spellings of one line in use. WhatsApp keeps the one that an account
     * was opened with.
     */
    private static PhoneLine ofPlan(int country, String national) {
        return switch (country) {
            // Brazil: since 2016 all mobile numbers have a 9 before the eight digits behind the area code (Anatel).
            case 55 ->
                one(
                        country,
                        isOldMobileOfBrazil(national)
                                ? national.substring(0, 2) + "9" + national.substring(2)
                                : national);
            // Mexico: the 1 before mobile numbers was abolished in 2019 (IFT).
            case 52 ->
                one(country, national.length() == 11 && national.startsWith("1") ? national.substring(1) : national);
            // Argentina: the 9 marks calls from abroad to mobile numbers. The digits behind it name one line.
            case 54 ->
                new PhoneLine(
                        e164(country, national),
                        e164(
                                country,
                                national.length() == 11 && national.startsWith("9")
                                        ? national.substring(1)
                                        : national));
            // Benin: since November 2024 all numbers begin with 01 (ARCEP Benin).
            case 229 -> one(country, national.length() == 8 ? "01" + national : national);
            default -> one(country, national);
        };
    }

    private static boolean isOldMobileOfBrazil(String national) {
        return national.length() == 10 && national.charAt(2) >= '6';
    }

    private static PhoneLine one(int country, String national) {
        String number = e164(country, national);
        return new PhoneLine(number, number);
    }

    private static String e164(int country, String national) {
        return "+" + country + national;
    }

    private static String digits(String text) {
        return PhoneNumberUtil.normalizeDigitsOnly(NO_DIGIT.matcher(text).replaceAll(""));
    }
}
