package com.callmissed.peer;

import java.time.Instant;
import java.util.UUID;

import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;

/** The places of some columns in the result of one statement, so that each is looked up by its name only once. */
final class Columns {
    private final String[] names;
    private volatile int[] places;

    Columns(String... names) {
        this.names = names;
    }

    Cells of(Row row, RowMetadata metadata) {
        if (places == null) {
            places = find(metadata);
        }
        return new Cells(row, places);
    }

    private int[] find(RowMetadata metadata) {
        int[] found = new int[names.length];
        for (int i = 0; i < names.length; i++) {
            found[i] = place(names[i], metadata);
        }
        return found;
    }

    private static int place(String name, RowMetadata metadata) {
        for (int place = 0; place < metadata.getColumnMetadatas().size(); place++) {
            if (metadata.getColumnMetadata(place).getName().equals(name)) {
                return place;
            }
        }
        throw new IllegalStateException("The statement has no column " + name);
    }

    /** The values of one row, by the place of their name in the constructor. */
    record Cells(Row row, int[] places) {
        String text(int column) {
            return row.get(places[column], String.class);
        }

        UUID uuid(int column) {
            return row.get(places[column], UUID.class);
        }

        Integer number(int column) {
            return row.get(places[column], Integer.class);
        }

        Boolean bool(int column) {
            return row.get(places[column], Boolean.class);
        }

        Instant instant(int column) {
            return row.get(places[column], Instant.class);
        }
    }
}
