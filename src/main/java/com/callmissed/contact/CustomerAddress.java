package com.callmissed.contact;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * An address of a customer on a channel, as people see it, and the identity that it denotes.
 *
 * @param shown a phone number in E.164; any other address as it came, without space at its ends and invisible marks
 */
public record CustomerAddress(String shown, Identity identity) {
    private static final Pattern DIGITS = Pattern.compile("[0-9]{4,20}");

    /** The number in the address of a telephone behind a SIP provider (RFC 3261, section 19.1.6). */
    private static final Pattern SIP_NUMBER =
            Pattern.compile("^sips?:(\\+[0-9]{7,15})(?:;[^@]*)?@.*", Pattern.CASE_INSENSITIVE);

    /**
     * Reads what WhatsApp writes as a customer: the digits of a number with its country code, or a user id.
     *
     * @param botId the bot whose portfolio the user id is valid for
     */
    public static CustomerAddress ofWhatsApp(String text, UUID botId) {
        String address = AddressText.clean(text);
        PhoneLine line =
                DIGITS.matcher(address).matches() ? PhoneLine.ofDigits(address) : PhoneLine.read(address, null);
        return line == null
                ? new CustomerAddress(address, new Identity(IdentityKind.WHATSAPP_USER, botId + "/" + address))
                : of(line);
    }

    /**
     * Reads the address of a caller: a number in any spelling, a SIP or a client address, or any other text.
     *
     * @param region the country of numbers without a country code; null if it is not known
     */
    public static CustomerAddress ofCaller(String text, String region) {
        String address = AddressText.clean(text);
        PhoneLine line = PhoneLine.read(SIP_NUMBER.matcher(address).replaceFirst("$1"), region);
        return line == null ? new CustomerAddress(address, new Identity(IdentityKind.ADDRESS, address)) : of(line);
    }

    private static CustomerAddress of(PhoneLine line) {
        return new CustomerAddress(line.number(), new Identity(IdentityKind.PHONE, line.line()));
    }

    /** The texts under which a conversation with this address may have been stored. */
    public String[] spellings() {
        return (isNumber() ? PhoneLine.spellings(identity.value()) : List.of(shown)).toArray(String[]::new);
    }

    public boolean isNumber() {
        return identity.kind() == IdentityKind.PHONE;
    }

    /** Without the address, which names a person. */
    @Override
    public String toString() {
        return "CustomerAddress[" + identity.kind() + "]";
    }
}
