package com.callmissed.realtime.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SocketFrameTest {
    private static final WebSocketDecoderConfig CLIENT = WebSocketDecoderConfig.newBuilder()
            .expectMaskedFrames(false)
            .maxFramePayloadLength(1_000_000)
            .build();

    /** The lengths at which the length field of RFC 6455 changes its form. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 128, 255, 32_767, 32_768, 65_535, 65_536, 300_000})
    void isReadByAnotherImplementation(int length) {
        String text = "x".repeat(length);
        SocketFrame frame = SocketFrame.of(text);
        assertThat(frame.bytes()).isEqualTo(length);
        assertThat(decoded(frame)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ü", "नमस्ते", "\uD83D\uDC4D"})
    void isUtf8(String text) {
        assertThat(decoded(SocketFrame.of(text))).isEqualTo(text);
        assertThat(SocketFrame.of(text).text()).isEqualTo(text);
    }

    private static String decoded(SocketFrame frame) {
        ByteBuf wire = Unpooled.copiedBuffer(frame.wire());
        assertThat(wire.readableBytes()).isEqualTo(frame.size());
        EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameDecoder(CLIENT));
        client.writeInbound(wire);
        TextWebSocketFrame read = client.readInbound();
        assertThat(read.isFinalFragment()).isTrue();
        assertThat(client.inboundMessages()).isEmpty();
        String text = read.text();
        read.release();
        return text;
    }
}
