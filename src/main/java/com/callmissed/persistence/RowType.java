package com.callmissed.persistence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Columns that a statement selects together and that are decoded into one value. Each column is declared once, with its
 * name and its expression. Its position follows from the order of the declarations. {@link SelectList} combines several
 * types in one statement.
 *
 * @param <T> the type of the decoded value
 */
public final class RowType<T> {
    private final List<Column<?>> columns;
    private final List<String> names;
    private final String sql;
    private final Function<Columns, T> decoder;

    private RowType(List<Column<?>> columns, Function<Columns, T> decoder) {
        this.columns = columns;
        this.names = columns.stream().map(Column::name).toList();
        this.sql = String.join(", ", columns.stream().map(Column::sql).toList());
        this.decoder = decoder;
    }

    /** A type of one column. */
    public static <V> RowType<V> of(String name, String expression, BiFunction<Tuple, Integer, V> reader) {
        Column<V> column = new Column<>(name, expression, 0, reader);
        return new RowType<>(List.of(column), column::in);
    }

    /**
     * A type of one boolean column.
     *
     * @param expression null counts as false
     */
    public static RowType<Boolean> flag(String name, String expression) {
        return of(name, "COALESCE(" + expression + ", false)", Tuple::getBoolean);
    }

    /**
     * Returns this type with another expression for one column.
     *
     * @param column of this type
     */
    public <V> RowType<T> with(Column<V> column, String expression) {
        List<Column<?>> changed = new ArrayList<>(columns);
        changed.set(column.place, new Column<>(column.name, expression, column.place, column.reader));
        return new RowType<>(List.copyOf(changed), decoder);
    }

    /** The names of the columns in the result of a statement, in order. */
    public List<String> names() {
        return names;
    }

    /** The columns in the syntax of a {@code SELECT} list. */
    public String sql() {
        return sql;
    }

    /** Reads the row of a statement that selects the columns of this type and no others. */
    public T read(Tuple row) {
        return read(row, 0);
    }

    T read(Tuple row, int first) {
        return decoder.apply(new Columns(row, first));
    }

    /** The columns of one type in a row. */
    public record Columns(Tuple row, int first) {}

    /** One column. It reads its own value. */
    public static final class Column<V> {
        private final String name;
        private final String expression;
        private final int place;
        private final BiFunction<Tuple, Integer, V> reader;

        private Column(String name, String expression, int place, BiFunction<Tuple, Integer, V> reader) {
            this.name = name;
            this.expression = expression;
            this.place = place;
            this.reader = reader;
        }

        /** Reads the value; null when the column is null. */
        public V in(Columns columns) {
            return reader.apply(columns.row, columns.first + place);
        }

        private String name() {
            return name;
        }

        private String sql() {
            return expression + " AS " + name;
        }
    }

    /**
     * Declares the columns of one table. Names in the result begin with the alias, so two tables may have a column of
     * the same name.
     */
    public static final class Declaration {
        private final String alias;
        private final List<Column<?>> columns = new ArrayList<>();

        /** @param alias of the table in every statement that selects the columns */
        public Declaration(String alias) {
            this.alias = alias;
        }

        public Column<UUID> uuid(String name) {
            return column(name, Tuple::getUUID);
        }

        public Column<String> text(String name) {
            return column(name, Tuple::getString);
        }

        public Column<Integer> integer(String name) {
            return column(name, Tuple::getInteger);
        }

        public Column<Boolean> bool(String name) {
            return column(name, Tuple::getBoolean);
        }

        public Column<Instant> instant(String name) {
            return column(name, com.callmissed.persistence.Columns::instant);
        }

        /** Declares a column of type {@code jsonb} that the service reads. Large numbers may change. */
        public Column<Map<String, Object>> object(String name) {
            return column(name, com.callmissed.persistence.Columns::object);
        }

        /** Declares a column of type {@code jsonb} that holds objects of clients. */
        public Column<JsonDocument> document(String name) {
            return computed(name, alias + "." + name + "::text", com.callmissed.persistence.Columns::document);
        }

        /** A column of type {@code bytea}. */
        public Column<byte[]> bytes(String name) {
            return column(name, com.callmissed.persistence.Columns::bytes);
        }

        /** Declares a column of the table. */
        public <V> Column<V> column(String name, BiFunction<Tuple, Integer, V> reader) {
            return computed(name, alias + "." + name, reader);
        }

        /** Declares a column that is an expression. */
        public <V> Column<V> computed(String name, String expression, BiFunction<Tuple, Integer, V> reader) {
            Column<V> column = new Column<>(alias + "_" + name, expression, columns.size(), reader);
            columns.add(column);
            return column;
        }

        /** The type of the columns that were declared so far. */
        public <T> RowType<T> decodedBy(Function<Columns, T> decoder) {
            return new RowType<>(List.copyOf(columns), decoder);
        }
    }
}
