package com.callmissed.security.apikey;

import java.security.SecureRandom;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class Base62Test {
    @Test
    void keepsEveryValueAndItsWidth() {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            Arrays.fill(bytes, 0, i % 17, (byte) 0);
            String text = Base62.encode(bytes, 22);
            assertThat(text).hasSize(22).matches("[0-9A-Za-z]+");
            assertThat(Base62.decode(text, 16)).isEqualTo(bytes);
        }
    }

    @Test
    void refusesWhatItDidNotWrite() {
        assertThat(Base62.decode("0_", 1)).isNull();
        assertThat(Base62.decode("zzzzzzzzzzzzzzzzzzzzzz", 16)).isNull();
        assertThat(Base62.decode("48", 1)).isNull();
        assertThat(Base62.decode("47", 1)).isEqualTo(new byte[] {(byte) 255});
        assertThatThrownBy(() -> Base62.encode(new byte[] {(byte) 255}, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
