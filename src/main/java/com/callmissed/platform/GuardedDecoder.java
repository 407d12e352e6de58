package com.callmissed.platform;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/**
 * Decodes requests and reports the progress of each. Refuses a head that could be read in two ways, and everything that
 * follows on the same connection: a length beside a transfer coding, two lengths, a coding other than {@code chunked},
 * two hosts, folded lines (RFC 9112, sections 3.2, 5.2 and 6.1).
 *
 * <p>Reason: Netty joins a folded line with the one before, and then nobody can see it. Vert.x decodes the requests
 * that follow before the first one has a handler. Options of Netty's decoder that refuse all these would replace this
 * class.
 */
final class GuardedDecoder extends VertxHttpRequestDecoder {
    private static final Throwable AMBIGUOUS = new IllegalArgumentException("The head has more than one meaning");

    private final GuardedConnection connection;
    private boolean inHead = true;
    private boolean lineRead;
    private boolean folded;
    private boolean refused;

    GuardedDecoder(HttpServerOptions limits, GuardedConnection connection) {
        super(limits);
        this.connection = connection;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (inHead && in.isReadable()) {
            connection.headBegan();
            folded |= isFolded(in);
        }
        int before = out.size();
        super.decode(context, in, out);
        for (int i = before; i < out.size(); i++) {
            look(out.get(i));
        }
    }

    private void look(Object decoded) {
        if (decoded instanceof HttpMessage head) {
            if (head.decoderResult().isFailure()) {
                refuse(head, head.decoderResult().cause());
            } else if (folded || isAmbiguous(head.headers())) {
                refuse(head, AMBIGUOUS);
            }
            inHead = false;
            connection.headEnded();
        } else if (decoded instanceof LastHttpContent) {
            inHead = true;
            lineRead = false;
            folded = false;
            connection.bodyEnded();
        }
    }

    /** Without a host, the router would refuse the request before the filter that explains the fault. */
    private void refuse(HttpMessage head, Throwable cause) {
        refused = true;
        head.setDecoderResult(new RequestHead.Refused(cause));
        head.headers().set(HttpHeaderNames.HOST, "unknown");
    }

    private static boolean isAmbiguous(HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return headers.getAll(HttpHeaderNames.HOST).size() > 1
                || codings.size() > 1
                || codings.size() == 1 && !codings.get(0).equalsIgnoreCase("chunked");
    }

    /** Looks at the lines of the head that have arrived and were not decoded yet. The first byte begins a line. */
    private boolean isFolded(ByteBuf in) {
        int from = in.readerIndex();
        int end = in.writerIndex();
        while (!lineRead && from < end && isLineEnd(in.getByte(from))) {
            from++;
        }
        while (from < end) {
            byte first = in.getByte(from);
            if (isLineEnd(first)) {
                return false;
            }
            if (lineRead && isBlank(first)) {
                return true;
            }
            int newLine = in.indexOf(from, end, (byte) '\n');
            if (newLine < 0) {
                return false;
            }
            lineRead = true;
            from = newLine + 1;
        }
        return false;
    }

    private static boolean isLineEnd(byte character) {
        return character == '\r' || character == '\n';
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t';
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
        super.handlerRemoved0(context);
        connection.upgraded();
    }
}
