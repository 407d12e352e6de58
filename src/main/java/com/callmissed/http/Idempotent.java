package com.callmissed.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;

/**
 * Supports {@code Idempotency-Key} on a POST or PUT resource method that returns {@code Uni<Response>}. A repeated key
 * with the same path and body gets the first response again within 24 hours, with {@code Idempotent-Replay: true}.
 *
 * <p>The annotation is in this package so that every resource may import it. {@code com.callmissed.idempotency}
 * implements it.
 *
 * <p>Without the header the method runs as if it had no annotation. With the header it runs inside one unit of work,
 * which its own units join, so it must not take a second database connection while it runs. A 4xx error is stored too,
 * unless a repeated request could have another result (401, 403 and 429). A request that fails validation does not
 * reach this code.
 */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Idempotent {
    /**
     * False for a method that changes nothing but may take long, such as one that calls a model. It runs outside any
     * transaction. When two requests run at once, both return the response that was stored first.
     */
    @Nonbinding
    boolean effect() default true;
}
