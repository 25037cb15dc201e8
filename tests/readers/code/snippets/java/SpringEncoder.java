package com.acme.config;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.RestClient;

class SpringEncoder {
    private final ECKey key;

    SpringEncoder(ECKey key) { this.key = key; }

    String secret(String teamId, String keyId, String clientId) {
        var encoder = new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key)));
        var now = Instant.now();
        var header = JwsHeader.with(SignatureAlgorithm.ES256).keyId(keyId).build();
        var claims = JwtClaimsSet.builder()
            .issuer(teamId).subject(clientId).audience(java.util.List.of("https://appleid.apple.com"))
            .issuedAt(now).expiresAt(now.plus(5, ChronoUnit.MINUTES)).build();
        return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
    }

    String token(String clientId, String secret, String code) {
        var form = new LinkedMultiValueMap<String, String>();
        form.add("grant_type", "authorization_code");
        form.add("client_id", clientId);
        form.add("client_secret", secret);
        form.add("code", code);
        return RestClient.create("https://appleid.apple.com").post().uri("/auth/token")
            .contentType(org.springframework.http.MediaType.APPLICATION_FORM_URLENCODED)
            .body(form).retrieve().body(String.class);
    }
}
