package com.callmissed.twilio;

import java.util.Set;
import java.util.regex.Pattern;

import com.callmissed.call.VoiceCall;
import com.callmissed.http.PhoneNumber;
import com.callmissed.http.error.ApiException;

/** Reads the parameters of a verified form. */
final class CallForm {
    /** The caller of a call with a withheld number. */
    static final String ANONYMOUS = "anonymous";

    /**
     * The numbers that carriers send instead of a withheld number: words on the keys of a telephone (Twilio, "anonymous
     * calls").
     */
    private static final Set<String> WITHHELD =
            Set.of("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+464");

    private static final Pattern NUMBER = Pattern.compile(PhoneNumber.PATTERN);
    private static final Pattern ADDRESS = Pattern.compile("(?:sips?|client):[^\\s\\p{Cntrl}]{1,240}");
    private static final Pattern CALL_SID = Pattern.compile("[A-Za-z0-9]{1,64}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,7}");

    private CallForm() {}

    /**
     * Reads the call.
     *
     * @throws ApiException validation_failed when the form contains no valid CallSid
     */
    static VoiceCall call(TwilioAccount account, TwilioForm form) {
        String callSid = form.get("CallSid");
        if (!CALL_SID.matcher(callSid).matches()) {
            throw ApiException.invalid("CallSid", "must have 1 to 64 letters and digits");
        }
        return new VoiceCall(account.tenantId(), account.botId(), callSid, caller(form.get("From")));
    }

    /** Returns a phone number, a SIP or client address, or {@link #ANONYMOUS}. */
    static String caller(String from) {
        boolean shown = NUMBER.matcher(from).matches() && !WITHHELD.contains(from)
                || ADDRESS.matcher(from).matches();
        return shown ? from : ANONYMOUS;
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
