package com.callmissed.http.json;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.vertx.core.buffer.Buffer;

import com.callmissed.http.WireEnum;

/** Writes objects field by field, see {@link JsonForm}. Names are ASCII without a quotation mark. Null is a value. */
public final class JsonFields {
    /** Each event loop writes one response at a time, so it needs one place for it. */
    private static final ThreadLocal<JsonFields> OF_THREAD = ThreadLocal.withInitial(JsonFields::new);

    /** In bytes. Most responses fit, so that the array is not replaced. */
    private static final int USUAL = 64 * 1024;

    private final JsonOutput out = new JsonOutput(USUAL);

    private JsonFields() {}

    /** Returns those of the current thread, which are valid until the next call. */
    static JsonFields empty() {
        JsonFields fields = OF_THREAD.get();
        fields.out.clear();
        return fields;
    }

    Buffer toBuffer() {
        return out.toBuffer();
    }

    public JsonFields begin() {
        out.raw('{');
        return this;
    }

    public void end() {
        out.raw('}');
    }

    public JsonFields uuid(String name, UUID value) {
        if (named(name, value)) {
            out.uuid(value);
        }
        return this;
    }

    public JsonFields text(String name, String value) {
        if (named(name, value)) {
            out.string(value);
        }
        return this;
    }

    /** Writes text that is JSON already. */
    public JsonFields json(String name, String value) {
        if (named(name, value)) {
            out.json(value);
        }
        return this;
    }

    public JsonFields number(String name, Integer value) {
        if (named(name, value)) {
            out.number(value);
        }
        return this;
    }

    public JsonFields number(String name, int value) {
        out.name(name);
        out.number(value);
        return this;
    }

    public JsonFields bool(String name, boolean value) {
        out.name(name);
        out.bool(value);
        return this;
    }

    public JsonFields instant(String name, Instant value) {
        if (named(name, value)) {
            out.instant(value);
        }
        return this;
    }

    public JsonFields wire(String name, WireEnum value) {
        return text(name, value == null ? null : value.value());
    }

    public <V> JsonFields object(String name, V value, JsonForm<V> form) {
        if (named(name, value)) {
            form.write(value, this);
        }
        return this;
    }

    public <V> JsonFields array(String name, List<V> value, JsonForm<V> form) {
        if (named(name, value)) {
            array(value, form);
        }
        return this;
    }

    <V> void array(List<V> objects, JsonForm<V> form) {
        part('[', objects, form);
        out.raw(']');
    }

    <V> void part(char before, List<V> objects, JsonForm<V> form) {
        out.raw(before);
        for (int i = 0; i < objects.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            form.write(objects.get(i), this);
        }
    }

    /** Returns whether a value has to follow. */
    private boolean named(String name, Object value) {
        out.name(name);
        if (value == null) {
            out.nothing();
        }
        return value != null;
    }
}
