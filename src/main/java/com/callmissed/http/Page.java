package com.callmissed.http;

import java.net.URI;
import java.util.List;
import java.util.function.Function;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/**
 * One page of a keyset-paged list. The body is a plain array. When there is a next page, the headers {@code Link} (RFC
 * 8288) and {@code X-Next-Cursor} lead to it. The link is relative, because behind a proxy only the client knows scheme
 * and host.
 */
public final class Page {
    public static final String NEXT_CURSOR = "X-Next-Cursor";

    /** The page size without {@code limit}. {@link #MAX_LIMIT} is the largest allowed value. */
    public static final String DEFAULT_LIMIT = "200";

    public static final int MAX_LIMIT = 500;

    private Page() {}

    /**
     * Returns a page.
     *
     * @param more whether rows follow; then {@code page} is not empty
     * @param cursorOf returns the cursor of a row
     */
    public static <T> Response.ResponseBuilder of(
            List<T> page, boolean more, Function<T, Cursor> cursorOf, UriInfo uri) {
        return of(page, page, more, cursorOf, uri);
    }

    /**
     * Like {@link #of(List, boolean, Function, UriInfo)}.
     *
     * @param body the page as it is sent
     */
    public static <T> Response.ResponseBuilder of(
            Object body, List<T> page, boolean more, Function<T, Cursor> cursorOf, UriInfo uri) {
        if (!more) {
            return Response.ok(body);
        }
        String next = cursorOf.apply(page.get(page.size() - 1)).toString();
        URI link = uri.getRequestUriBuilder().replaceQueryParam("cursor", next).build();
        return Response.ok(body)
                .header(HttpHeaders.LINK, "<" + link.getRawPath() + "?" + link.getRawQuery() + ">; rel=\"next\"")
                .header(NEXT_CURSOR, next);
    }

    /**
     * Returns a page of the first {@code limit} rows.
     *
     * @param rows up to {@code limit + 1} rows; one more than the limit proves that there is a next page
     * @param cursorOf returns the cursor of a row
     */
    public static <T> Response.ResponseBuilder of(List<T> rows, int limit, Function<T, Cursor> cursorOf, UriInfo uri) {
        boolean more = rows.size() > limit;
        return of(more ? rows.subList(0, limit) : rows, more, cursorOf, uri);
    }
}
