package com.callmissed.idempotency;

import java.util.function.Supplier;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.core.Response;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.Idempotent;
import com.callmissed.security.Caller;

/** Runs after everything that may refuse a request before its resource method: access control and validation. */
@Idempotent
@Interceptor
@Priority(IdempotencyInterceptor.BEHIND_VALIDATION)
class IdempotencyInterceptor {
    /** Bean validation of resource methods runs at 4800. */
    static final int BEHIND_VALIDATION = Interceptor.Priority.PLATFORM_AFTER + 900;

    private final Idempotency idempotency;
    private final SecurityIdentity identity;
    private final RoutingContext request;

    IdempotencyInterceptor(Idempotency idempotency, SecurityIdentity identity, RoutingContext request) {
        this.idempotency = idempotency;
        this.identity = identity;
        this.request = request;
    }

    @AroundInvoke
    Object once(InvocationContext invocation) throws Exception {
        RequestKey key = RequestKey.of(Caller.of(identity).tenantId(), request);
        if (key == null) {
            return invocation.proceed();
        }
        boolean effect = invocation.getMethod().getAnnotation(Idempotent.class).effect();
        return effect
                ? idempotency.withEffect(key, proceed(invocation))
                : idempotency.withoutEffect(key, proceed(invocation));
    }

    @SuppressWarnings("unchecked")
    private static Supplier<Uni<Response>> proceed(InvocationContext invocation) {
        return () -> {
            try {
                return (Uni<Response>) invocation.proceed();
            } catch (Exception e) {
                return Uni.createFrom().failure(e);
            }
        };
    }
}
