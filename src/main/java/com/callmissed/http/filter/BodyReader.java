package com.callmissed.http.filter;

import java.time.Duration;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.http.filter.BodyAdmission.Sender;
import com.callmissed.platform.NetworkConnection;
import com.callmissed.platform.RequestBody;

/** Reads one body. All methods run on the context of the request, except for {@link #evict}. */
final class BodyReader {
    /** Time to tell a client that its body came too late, before its connection is closed. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final int FIRST_PIECE = 4 * 1024;

    private final RoutingContext context;
    private final int limit;
    private final long expected;
    private final BodyPool.Share memory;
    private final Refusals refusals;
    private Buffer body = Buffer.buffer();
    private long held;
    private boolean finished;
    private long timer = -1;

    BodyReader(RoutingContext context, int limit, BodyPool pool, Sender sender, Refusals refusals) {
        this.context = context;
        this.limit = limit;
        String announced = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        this.expected = announced == null ? limit : Math.min(limit, Long.parseLong(announced));
        this.refusals = refusals;
        this.memory = pool.open(sender.tenantId(), this::evict);
    }

    void start(Duration longest) {
        DeadlineFilter.suspend(context);
        HttpServerRequest request = context.request();
        NetworkConnection connection = NetworkConnection.of(request);
        Runnable forget = connection.whenClosed(memory::close);
        context.addEndHandler(end -> {
            memory.close();
            forget.run();
        });
        request.handler(this::take).endHandler(end -> finish()).exceptionHandler(this::interrupted);
        request.resume();
        if (!finished) {
            timer = context.vertx().setTimer(longest.toMillis(), late -> {
                timer = -1;
                stop(ErrorCode.MALFORMED_REQUEST, ApiException.malformed("The body did not arrive in time"));
            });
        }
    }

    private void take(Buffer chunk) {
        if (finished) {
            return;
        }
        long received = (long) body.length() + chunk.length();
        if (received > limit) {
            stop(ErrorCode.PAYLOAD_TOO_LARGE, tooLarge(limit));
        } else if (received > held && !grow(received)) {
            stop(ErrorCode.NOT_READY, noMemory());
        } else {
            body.appendBuffer(chunk);
        }
    }

    private boolean grow(long received) {
        long next = Math.min(expected, Math.max(FIRST_PIECE, Math.max(received, 2 * held)));
        if (!memory.hold(BodyMemory.COPIES * next)) {
            return false;
        }
        held = next;
        body = Buffer.buffer((int) next).appendBuffer(body);
        return true;
    }

    /** Another body needs the memory. */
    private void evict() {
        NetworkConnection.of(context.request()).onLoop(() -> {
            if (!finished) {
                stop(ErrorCode.NOT_READY, noMemory());
            }
        });
    }

    /** A client that disconnects after its body is not handled here. */
    private void interrupted(Throwable gone) {
        if (!finished) {
            end();
            memory.close();
            context.fail(400, gone);
        }
    }

    private void finish() {
        if (!finished) {
            end();
            memory.finish();
            RequestBody.set(context, body);
            DeadlineFilter.resume(context);
            context.next();
        }
    }

    private void stop(ErrorCode why, ApiException refusal) {
        end();
        body = Buffer.buffer();
        memory.close();
        refusals.count(why);
        context.fail(refusal);
    }

    private void end() {
        finished = true;
        if (timer >= 0) {
            context.vertx().cancelTimer(timer);
        }
    }

    static ApiException tooLarge(int limit) {
        return new ApiException(ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than " + limit + " bytes");
    }

    static ApiException noMemory() {
        return ApiException.notReady("The service reads too many bodies right now, try again");
    }
}
