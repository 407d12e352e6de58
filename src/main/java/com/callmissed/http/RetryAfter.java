package com.callmissed.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Parses the header {@code Retry-After} of another server's response (RFC 9110, section 10.2.3): whole seconds, or a
 * date in one of the three forms of section 5.6.7.
 */
public final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final int MOST_DIGITS = 18;
    /** Prevents an overflow. Callers use a shorter limit of their own. */
    private static final Duration LONGEST = Duration.ofDays(3_650);

    /** A two-digit year is one of the last 50 years or the next 49 (RFC 9110, section 5.6.7). */
    private static final int YEARS_BACK = 50;

    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

    private RetryAfter() {}

    /**
     * Returns how long the server asks to wait.
     *
     * @param header may be null
     * @param now the time to compare a date with
     * @return zero for a date in the past, ten years for any longer wait; empty when the header is absent or invalid
     */
    public static Optional<Duration> parse(String header, Instant now) {
        if (header == null) {
            return Optional.empty();
        }
        String value = header.strip();
        if (SECONDS.matcher(value).matches()) {
            return Optional.of(
                    value.length() > MOST_DIGITS ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(value))));
        }
        return date(value, now).map(date -> bounded(Duration.between(now, date)));
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }

    private static Optional<Instant> date(String value, Instant now) {
        return parse(() -> ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant())
                .or(() -> parse(() -> ZonedDateTime.parse(value, rfc850(now)).toInstant()))
                .or(() -> parse(() -> LocalDateTime.parse(value, ASCTIME).toInstant(ZoneOffset.UTC)));
    }

    private static Optional<Instant> parse(Supplier<Instant> parser) {
        try {
            return Optional.of(parser.get());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static DateTimeFormatter rfc850(Instant now) {
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(
                        ChronoField.YEAR, 2, 2, now.atZone(ZoneOffset.UTC).getYear() - YEARS_BACK)
                .appendPattern(" HH:mm:ss ")
                .appendLiteral("GMT")
                .toFormatter(Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
    }
}
