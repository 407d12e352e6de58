package com.callmissed.twilio;

import java.util.Set;
import java.util.regex.Pattern;

import com.callmissed.call.VoiceCall;
import com.callmissed.http.PhoneNumber;
import com.callmissed.http.error.ApiException;

/** What the parameters of a verified form mean. */
final class CallForm {
    /** Who calls without showing a number. */
    static final String ANONYMOUS = "anonymous";

    /** What carriers put in place of a number that is withheld: words on the keys of a telephone (Twilio, "anonymous calls"). */
    private static final Set<String> WITHHELD =
            Set.of("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+464");

    private static final Pattern NUMBER = Pattern.compile(PhoneNumber.PATTERN);
    private static final Pattern ADDRESS = Pattern.compile("(?:sips?|client):[^\\s\\p{Cntrl}]{1,240}");
    private static final Pattern CALL_SID = Pattern.compile("[A-Za-z0-9]{1,64}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,7}");

    private CallForm() {}

    /** @throws ApiException validation_failed when the form names no call */
    static VoiceCall call(TwilioAccount account, TwilioForm form) {
        String callSid = form.get("CallSid");
        if (!CALL_SID.matcher(callSid).matches()) {
            throw ApiException.invalid("CallSid", "must have 1 to 64 letters and digits");
        }
        return new VoiceCall(account.tenantId(), account.botId(), callSid, caller(form.get("From")));
    }

    /** A number, an address of internet telephony, or {@link #ANONYMOUS}. */
    static String caller(String from) {
        boolean shown = NUMBER.matcher(from).matches() && !WITHHELD.contains(from)
                || ADDRESS.matcher(from).matches();
        return shown ? from : ANONYMOUS;
    }

    /** What was said, without what no text can hold; empty for silence. */
    static String words(TwilioForm form) {
        return SpokenText.textOf(form.get("SpeechResult").codePoints()).strip();
    }

    /** How long the call was, in seconds; null when the form does not say. */
    static Integer duration(TwilioForm form) {
        String seconds = form.get("CallDuration");
        return SECONDS.matcher(seconds).matches() ? Integer.valueOf(seconds) : null;
    }
}
