package com.callmissed.http;

import java.net.URI;
import java.util.List;
import java.util.function.Function;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/**
 * One page of a keyset-paged list: a bare array, and the way to the next page in the headers {@code Link} (RFC 8288) and
 * {@code X-Next-Cursor} when there is one. The link is relative: behind a proxy only the client knows scheme and host.
 */
public final class Page {
    public static final String NEXT_CURSOR = "X-Next-Cursor";

    /** What a list answers without {@code limit}, and the most that it answers with one. */
    public static final String DEFAULT_LIMIT = "200";

    public static final int MAX_LIMIT = 500;

    private Page() {}

    /**
     * Answers the first {@code limit} of {@code rows}.
     *
     * @param rows up to {@code limit + 1} rows; one more than the limit proves that there is a next page
     * @param cursorOf where to go on after a row
     */
    public static <T> Response.ResponseBuilder of(List<T> rows, int limit, Function<T, Cursor> cursorOf, UriInfo uri) {
        if (rows.size() <= limit) {
            return Response.ok(rows);
        }
        List<T> page = rows.subList(0, limit);
        String next = cursorOf.apply(page.get(limit - 1)).toString();
        URI link = uri.getRequestUriBuilder().replaceQueryParam("cursor", next).build();
        return Response.ok(page)
                .header(HttpHeaders.LINK, "<" + link.getRawPath() + "?" + link.getRawQuery() + ">; rel=\"next\"")
                .header(NEXT_CURSOR, next);
    }
}
