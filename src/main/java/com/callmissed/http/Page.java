package com.callmissed.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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

    private static final String CURSOR = "cursor";

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
        return Response.ok(body)
                .header(HttpHeaders.LINK, link(uri.getRequestUri(), next))
                .header(NEXT_CURSOR, next);
    }

    /** The address of the request with another cursor. */
    static String link(URI request, String cursor) {
        StringBuilder link = new StringBuilder("<").append(request.getRawPath()).append('?');
        String query = request.getRawQuery();
        if (query != null) {
            for (String parameter : query.split("&")) {
                if (!parameter.isEmpty() && !isCursor(parameter)) {
                    link.append(parameter).append('&');
                }
            }
        }
        return link.append(CURSOR)
                .append('=')
                .append(cursor)
                .append(">; rel=\"next\"")
                .toString();
    }

    private static boolean isCursor(String parameter) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        return name.equals(CURSOR)
                || name.indexOf('%') >= 0
                        && URLDecoder.decode(name, StandardCharsets.UTF_8).equals(CURSOR);
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
