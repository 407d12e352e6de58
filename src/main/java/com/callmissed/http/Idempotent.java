package com.callmissed.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;

/**
 * Honours {@code Idempotency-Key} on a POST or PUT resource method that answers {@code Uni<Response>}: the same key, path
 * and body within 24 hours get the first answer again, with {@code Idempotent-Replay: true}.
 *
 * <p>The annotation is here, where every resource may import it; what it does is {@code com.callmissed.idempotency}.
 *
 * <p>Without the header the method runs as if it were not annotated. With it the method runs inside one unit of work, which
 * the method's own units join, so it must not take a second database connection while it runs. What it refuses with a 4xx
 * that a repetition could not change (not 401, 403 or 429) is remembered too; what fails validation never reaches it.
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Idempotent {
    /**
     * False for a method that changes nothing but may take long, such as one that asks a model: it runs outside any
     * transaction, and of two that run at once the first answer stored is the one that both give.
     */
    @Nonbinding
    boolean effect() default true;
}
