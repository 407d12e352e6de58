package com.callmissed.nativeimage;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.oracle.svm.core.annotate.Substitute;
import io.netty.handler.ssl.SslContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that the substitutions that keep OpenSSL out of an image match Netty, which may be newer than the platform's.
 */
class NettySubstitutionsTest {
    private static final String QUARKUS = "io.quarkus.netty.runtime.graal.Target_io_netty_handler_ssl_SslContext";
    private static final String OURS = "com.callmissed.platform.NettySslContext";

    @Test
    void eachMethodThatMakesAnEngineIsReplacedOnce() throws ClassNotFoundException {
        List<String> replaced =
                Stream.concat(replacementsOf(QUARKUS), replacementsOf(OURS)).toList();
        assertThat(Stream.of(SslContext.class.getDeclaredMethods())
                        .filter(method -> Modifier.isStatic(method.getModifiers()))
                        .filter(method -> method.getName().endsWith("ContextInternal"))
                        .map(NettySubstitutionsTest::signature))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(replaced);
    }

    private static Stream<String> replacementsOf(String type) throws ClassNotFoundException {
        return Stream.of(Class.forName(type).getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Substitute.class))
                .filter(method -> method.getName().endsWith("ContextInternal"))
                .map(NettySubstitutionsTest::signature);
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }
}
