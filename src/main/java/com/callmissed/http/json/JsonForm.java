package com.callmissed.http.json;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;

/**
 * How a type is written as a JSON object: its fields in order, with their names. It writes what the mapper of the REST
 * layer writes, for less processor time, and is for the responses that are asked for most. A test compares each form
 * with the mapper.
 */
@FunctionalInterface
public interface JsonForm<T> {
    /** Writes the fields between {@link JsonFields#begin} and {@link JsonFields#end}. Keeps no state. */
    void write(T object, JsonFields out);

    /** Returns one object. */
    default Buffer object(T object) {
        JsonFields out = JsonFields.empty();
        write(object, out);
        return out.toBuffer();
    }

    /** Returns the objects as a JSON array. */
    default Buffer array(List<T> objects) {
        JsonFields out = JsonFields.empty();
        out.array(objects, this);
        return out.toBuffer();
    }

    /**
     * Returns a JSON array in parts, each encoded when it is asked for.
     *
     * @param parts the objects; no part is empty
     */
    default Multi<Buffer> stream(Multi<List<T>> parts) {
        return Multi.createFrom().deferred(() -> {
            AtomicBoolean begun = new AtomicBoolean();
            return Multi.createBy()
                    .concatenating()
                    .streams(
                            parts.map(part -> part(begun.getAndSet(true) ? ',' : '[', part)),
                            Multi.createFrom().item(() -> Buffer.buffer(begun.get() ? "]" : "[]")));
        });
    }

    private Buffer part(char before, List<T> objects) {
        JsonFields out = JsonFields.empty();
        out.part(before, objects, this);
        return out.toBuffer();
    }
}
