package com.callmissed.security.jwt;

import java.util.Set;
import java.util.UUID;

import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

import com.callmissed.security.Caller;
import com.callmissed.security.Role;
import com.callmissed.security.Scope;

import static org.assertj.core.api.Assertions.assertThat;

class TokenClaimsTest {
    @Test
    void scopeNarrowsTheRoleAndNeverWidensIt() {
        assertThat(caller("owner", "conversations:read openid").scopes()).containsExactly(Scope.CONVERSATIONS_READ);
        assertThat(caller("owner", "").scopes()).isEmpty();
        assertThat(caller("agent", "bots:write bots:read").scopes()).isEqualTo(Set.of(Scope.BOTS_READ));
        assertThat(caller("agent", "*").scopes()).isEqualTo(Role.AGENT.scopes());
    }

    @Test
    void onlyAnOwnerOrAdminWhoIsNotNarrowedManagesKeys() {
        assertThat(caller("owner", null).may(Scope.MANAGE_KEYS)).isTrue();
        assertThat(caller("admin", "*").may(Scope.MANAGE_KEYS)).isTrue();
        assertThat(caller("agent", null).may(Scope.MANAGE_KEYS)).isFalse();
        assertThat(caller("owner", "conversations:read keys:manage").may(Scope.MANAGE_KEYS))
                .isFalse();
    }

    private static Caller caller(String role, String scope) {
        JwtClaims claims = Tokens.claims(UUID.randomUUID(), role);
        if (scope != null) {
            claims.setStringClaim("scope", scope);
        }
        return TokenClaims.caller(claims);
    }
}
