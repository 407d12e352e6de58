package com.callmissed.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Parallel;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests in which two readers of HTTP may see different requests. Each is sent with a second request behind it. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FramingTest {
    private static final String POST = "POST /api/v1/probe/size HTTP/1.1\r\nHost: localhost\r\n";
    private static final String SECOND = "GET /api/v1/probe/0199c0de-0000-7000-8000-000000000001 HTTP/1.1\r\n"
            + "Host: localhost\r\nConnection: close\r\n\r\n";

    private static final List<String> BEHIND_A_VALID_LINE = List.of(
            "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding: gzip\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding : chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            "Content-Length: 2, 3\r\n\r\n{}",
            "Content-Length: +2\r\n\r\n{}",
            "Content-Length: -2\r\n\r\n{}",
            "Content-Length: 2\r\nX-Folded: a\r\n b\r\n\r\n{}",
            "Content-Length: 2\r\nX-Folded: a\r\n\tb\r\n\r\n{}",
            "X-Folded: a\r\n \r\nContent-Length: 2\r\n\r\n{}",
            "Transfer-Encoding:\r\n chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            " Content-Length: 2\r\n\r\n{}",
            "Content-Length: 2\r\nHost: other\r\n\r\n{}",
            "Content-Length: 2\r\nHost: localhost\r\n\r\n{}",
            "Content-Length: 2\r\nNo colon\r\n\r\n{}",
            "Content-Length: 2\r\nX-Feed: a\nX-Bare: b\r\n\r\n{}");

    private static final List<String> OTHER_HEADS = List.of(
            "GET /nothing HTTP/1.1\r\n Host: localhost\r\n\r\n",
            "\r\n\r\nGET /nothing HTTP/1.1\r\nHost: localhost\r\nX-Folded: a\r\n b\r\n\r\n",
            "GET  HTTP/1.1\r\nHost: localhost\r\n\r\n");

    /** All at once, because the service waits a second before it closes each connection. */
    @Test
    void refusesAndClosesTheConnection() {
        List<String> sent = Stream.concat(BEHIND_A_VALID_LINE.stream().map(POST::concat), OTHER_HEADS.stream())
                .toList();
        List<String> answers = Parallel.run(sent.size(), i -> exchange(sent.get(i) + SECOND));
        for (int i = 0; i < sent.size(); i++) {
            assertRefused(sent.get(i), answers.get(i));
        }
    }

    @Test
    void refusesAFoldedLineThatArrivesInPieces() {
        assertRefused(exchange(POST + "Content-Length: 2\r\nX-Folded: a\r\n", " b\r\n\r\n{}" + SECOND));
        assertRefused(exchange(POST + "Content-Length: 2\r\nX-Folded: a\r", "\n b\r\n\r\n{}" + SECOND));
    }

    @Test
    void refusesAFoldedLineInTheSecondRequestOfAConnection() {
        String first = POST + "Content-Length: 2\r\n\r\n{}";
        String answer = exchange(first + POST + "Content-Length: 2\r\nX-Folded: a\r\n b\r\n\r\n{}" + SECOND);
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
        assertRefused(answer.substring(answer.indexOf("HTTP/1.1 400")));
    }

    @Test
    void readsWhatHasOneMeaning() {
        assertThat(exchange(POST + "Content-Length: 2\r\n\r\n{}" + SECOND))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\n\r\n2HTTP/1.1 200 OK\r\n")
                .endsWith("\"5\"");
        assertThat(exchange(POST + "Transfer-Encoding: Chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + SECOND))
                .contains("\r\n\r\n2HTTP/1.1 200 OK\r\n");
        assertThat(exchange(POST + "Content-Length: 5\r\n\r\n\r\n {}" + SECOND)).contains("\r\n\r\n5HTTP/1.1 200 OK");
    }

    private static void assertRefused(String answer) {
        assertRefused("the request", answer);
    }

    private static void assertRefused(String sent, String answer) {
        assertThat(answer)
                .as(sent)
                .matches(Pattern.compile("HTTP/1\\.[01] 400 Bad Request\r\n.*", Pattern.DOTALL))
                .containsIgnoringCase("\r\nconnection: close\r\n")
                .contains(
                        "{\"error\":{\"code\":\"malformed_request\",\"message\":\"The head of the request is not valid"
                                + " HTTP/1.1\",\"type\":\"invalid_request_error\",\"request_id\":\"")
                .doesNotContain(" 200 OK");
    }

    /** Sends the pieces, one packet each, and returns everything that comes until the service closes the connection. */
    private static String exchange(String... pieces) {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            for (String piece : pieces) {
                socket.getOutputStream().write(piece.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                Thread.sleep(pieces.length > 1 ? 50 : 0);
            }
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
