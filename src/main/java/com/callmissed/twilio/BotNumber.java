package com.callmissed.twilio;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.callmissed.contact.CustomerAddress;
import com.callmissed.http.PhoneNumber;

/**
 * Finds the number of a bot in a form: the number that was called, or the number that calls if the business has made
 * the call. A number on WhatsApp is {@code whatsapp:+14155550123}. A call to a SIP domain names the number in a header
 * of the INVITE that begins with {@code X-Twilio}, or as the user of the address (Twilio, "SIP and TwiML interaction").
 */
final class BotNumber {
    private static final Pattern NUMBER = Pattern.compile(PhoneNumber.PATTERN);
    private static final Pattern WHATSAPP = Pattern.compile("^whatsapp:", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIP =
            Pattern.compile("sips?:([^@;:]{1,64})(?:[;:][^@]*)?@.*", Pattern.CASE_INSENSITIVE);
    private static final String HEADER = "sipheader_x-twilio";
    private static final int LONGEST = 250;
    private static final int MOST = 10;

    private BotNumber() {}

    /** Whether the form is about a call that the business has made. */
    static boolean isOutbound(TwilioForm form) {
        return form.get("Direction").startsWith("outbound");
    }

    /** Returns the numbers that the form may mean, in E.164, the likeliest first. Empty if it names none. */
    static List<String> in(TwilioForm form) {
        String address = form.get(isOutbound(form) ? "From" : "To");
        Matcher sip = SIP.matcher(address);
        return sip.matches()
                ? numbers(Stream.concat(
                        form.values(name -> name.toLowerCase(Locale.ROOT).startsWith(HEADER)), Stream.of(sip.group(1))))
                : numbers(Stream.of(address));
    }

    private static List<String> numbers(Stream<String> addresses) {
        Set<String> numbers = new LinkedHashSet<>();
        addresses
                .filter(address -> address.length() <= LONGEST)
                .map(address -> WHATSAPP.matcher(address.strip()).replaceFirst(""))
                .limit(MOST)
                .forEach(address -> {
                    if (NUMBER.matcher(address).matches()) {
                        numbers.add(address);
                    }
                    CustomerAddress read = CustomerAddress.ofCaller(address, null);
                    if (read.isNumber()) {
                        numbers.addAll(List.of(read.spellings()));
                    }
                });
        return List.copyOf(numbers);
    }
}
