package io.acme.sso;

import io.jsonwebtoken.Jwts;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

@ConfigurationProperties(prefix = "apple")
record AppleProperties(String teamId, String keyId, String servicesId, String privateKey) {}

@Component
public class AppleSecretFactory {
    private final AppleProperties props;
    private final WebClient webClient;

    public AppleSecretFactory(AppleProperties props, WebClient.Builder builder) {
        this.props = props;
        this.webClient = builder.baseUrl("https://appleid.apple.com").build();
    }

    String clientSecret() {
        Instant now = Instant.now();
        return Jwts.builder()
                .header().keyId(props.keyId()).and()
                .issuer(props.teamId())
                .subject(props.servicesId())
                .audience().add("https://appleid.apple.com").and()
                .issuedAt(Date.from(now))
                .expiration(Date.from(now.plus(10, ChronoUnit.MINUTES)))
                .signWith(privateKey(), Jwts.SIG.ES256)
                .compact();
    }

    Mono<TokenResponse> exchange(String code) {
        return webClient.post()
                .uri("/auth/token")
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body(BodyInserters.fromFormData("client_id", props.servicesId())
                        .with("client_secret", clientSecret())
                        .with("grant_type", "authorization_code")
                        .with("code", code))
                .retrieve()
                .bodyToMono(TokenResponse.class);
    }

    private PrivateKey privateKey() {
        try {
            byte[] der = Base64.getDecoder().decode(props.privateKey()
                    .replace("-----BEGIN PRIVATE KEY-----", "")
                    .replace("-----END PRIVATE KEY-----", "")
                    .replaceAll("\\s", ""));
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
