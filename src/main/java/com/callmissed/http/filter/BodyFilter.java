package com.callmissed.http.filter;

import java.util.Comparator;
import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.arc.All;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.http.error.FailureTranslator;
import com.callmissed.http.filter.BodyAdmission.Sender;

/**
 * Reads each request body of the API once, up to the limit of contract section 2, and keeps the raw bytes as {@code
 * RoutingContext.body()}. Signatures and idempotency hashes need the raw bytes. Refuses before it reads what can be
 * refused by the head, and verifies a credential first. Bodies outside of the API are left to their routes.
 */
@Singleton
class BodyFilter {
    private static final String API = "/api/";
    /** After the platform's authentication handler (order -200) and before every endpoint. */
    private static final int ORDER = -60;

    /** What the network holds of a body that is not read yet. */
    private static final int UNREAD = 64 * 1024;

    private final List<BodyAdmission> admissions;
    private final BodyMemory memory;
    private final HttpLimitsConfig config;
    private final Refusals refusals;
    private final FailureTranslator failures;

    BodyFilter(
            @All List<BodyAdmission> admissions,
            BodyMemory memory,
            HttpLimitsConfig config,
            Refusals refusals,
            FailureTranslator failures) {
        this.admissions = admissions.stream()
                .sorted(Comparator.comparing(
                                (BodyAdmission admission) -> admission.path().length())
                        .reversed())
                .toList();
        this.memory = memory;
        this.config = config;
        this.refusals = refusals;
        this.failures = failures;
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(this::read);
    }

    private void read(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!UnreadBody.hasBody(request)) {
            context.next();
            return;
        }
        String path = context.normalizedPath();
        BodyAdmission admission = path.startsWith(API) ? admission(path) : null;
        int limit = admission == null ? BodyAdmission.API_LIMIT : admission.limit();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        long announced = length == null ? UNREAD : Long.parseLong(length);
        if (announced > limit) {
            refuse(context, BodyReader.tooLarge(limit));
        } else if (admission == null) {
            context.next();
        } else if (isEncoded(request) || !isReadable(request, admission.mediaType())) {
            refuse(context, failures.status(415, null));
        } else {
            admit(context, admission, Math.min(announced, UNREAD));
        }
    }

    private BodyAdmission admission(String path) {
        return admissions.stream()
                .filter(admission -> path.startsWith(admission.path())
                        && (path.length() == admission.path().length()
                                || path.charAt(admission.path().length()) == '/'))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Nobody admits bodies at " + path));
    }

    private static boolean isEncoded(HttpServerRequest request) {
        String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return coding != null && !coding.equalsIgnoreCase("identity");
    }

    /** Leaves a body without a type to the operation. */
    private static boolean isReadable(HttpServerRequest request, String mediaType) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return mediaType == null
                || type == null
                || type.split(";", 2)[0].strip().equalsIgnoreCase(mediaType);
    }

    /** @param unread bytes that occupy memory while the admission is not decided */
    private void admit(RoutingContext context, BodyAdmission admission, long unread) {
        BodyPool.Share waiting = memory.waiting().open(null, () -> {});
        waiting.finish();
        if (!waiting.hold(unread)) {
            refuse(context, BodyReader.noMemory());
            return;
        }
        admission
                .admit(context)
                .onTermination()
                .invoke(waiting::close)
                .subscribe()
                .with(
                        sender -> {
                            if (!context.response().closed()) {
                                read(context, admission.limit(), sender);
                            }
                        },
                        failure -> refuse(context, failure));
    }

    private void read(RoutingContext context, int limit, Sender sender) {
        HttpServerRequest request = context.request();
        if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.headers().remove(HttpHeaders.EXPECT);
            request.response().writeContinue();
        }
        new BodyReader(context, limit, memory.of(sender), sender, refusals).start(config.bodyTimeout());
    }

    private void refuse(RoutingContext context, Throwable failure) {
        refusals.count(failure instanceof ApiException refusal ? refusal.code() : ErrorCode.MISSING_CREDENTIALS);
        context.fail(failure);
    }
}
