package com.callmissed.twilio;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import com.callmissed.call.VoiceCall;
import com.callmissed.contact.AddressText;
import com.callmissed.contact.Customer;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.contact.PhoneLine;
import com.callmissed.http.error.ApiException;

/** Reads the parameters of a verified form. */
final class CallForm {
    /**
     * The numbers that carriers send instead of a withheld number: words on the keys of a telephone (Twilio, "anonymous
     * calls").
     */
    private static final Set<String> WITHHELD =
            Set.of("266696687", "7378742833", "2562533", "8656696", "86282452253", "464");

    private static final Set<String> WITHHELD_WORDS =
            Set.of("anonymous", "restricted", "unavailable", "unknown", "private", "blocked", "withheld");

    private static final int LONGEST = 250;
    private static final Pattern NO_DIGIT = Pattern.compile("[^0-9]");
    private static final Pattern VISIBLE = Pattern.compile("[\\p{L}\\p{Nd}]");
    private static final Pattern CALL_SID = Pattern.compile("[A-Za-z0-9]{1,64}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,7}");

    private CallForm() {}

    /** Whether the form contains a valid CallSid. */
    static boolean hasCall(TwilioForm form) {
        return CALL_SID.matcher(form.get("CallSid")).matches();
    }

    /**
     * Reads the call.
     *
     * @throws ApiException validation_failed when the form contains no valid CallSid
     */
    static VoiceCall call(TwilioAccount account, TwilioForm form) {
        String callSid = form.get("CallSid");
        if (!hasCall(form)) {
            throw ApiException.invalid("CallSid", "must have 1 to 64 letters and digits");
        }
        CustomerAddress caller = caller(form.get("From"), account.phoneNumber());
        return new VoiceCall(
                account.tenantId(), account.botId(), callSid, caller == null ? null : Customer.of(caller), null);
    }

    /**
     * Returns the caller: a phone number in E.164 if it is understood, else the address as it came; null if the caller
     * has withheld it.
     *
     * @param called the number of the bot, in whose country numbers without a country code are read
     */
    static CustomerAddress caller(String from, String called) {
        String address = AddressText.clean(from);
        return isWithheld(address) ? null : CustomerAddress.ofCaller(address, PhoneLine.regionOf(called));
    }

    private static boolean isWithheld(String address) {
        String digits = NO_DIGIT.matcher(address).replaceAll("");
        return WITHHELD_WORDS.contains(address.toLowerCase(Locale.ROOT))
                || WITHHELD.contains(digits) && address.length() <= digits.length() + 1
                || !VISIBLE.matcher(address).find()
                || address.length() > LONGEST;
    }

    /** Returns what the caller said, without invalid characters; empty for silence. */
    static String words(TwilioForm form) {
        return SpokenText.textOf(form.get("SpeechResult").codePoints()).strip();
    }

    /** Returns the length of the call in seconds; null if the form does not contain it. */
    static Integer duration(TwilioForm form) {
        String seconds = form.get("CallDuration");
        return SECONDS.matcher(seconds).matches() ? Integer.valueOf(seconds) : null;
    }
}
