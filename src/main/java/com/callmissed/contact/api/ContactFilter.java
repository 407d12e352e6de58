package com.callmissed.contact.api;

import com.callmissed.http.Cursor;

/**
 * The filters and the page of a list of contacts.
 *
 * @param words the beginnings of words in the names, or an address; null for all contacts
 * @param externalId any spelling of an address; null for all contacts
 * @param after where the page starts; null for the first page
 * @param limit the most rows of the page; the statement reads one more
 */
record ContactFilter(String words, String externalId, Cursor after, int limit) {
    boolean isSearch() {
        return words != null || externalId != null;
    }
}
