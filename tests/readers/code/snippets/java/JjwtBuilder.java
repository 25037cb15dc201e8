import io.jsonwebtoken.Jwts;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

record AppleSettings(String teamId, String keyId, String clientId) {
    AppleSettings {
        if (teamId.length() != 10) {
            throw new IllegalArgumentException("teamId");
        }
    }

    static AppleSettings fromEnvironment() {
        return new AppleSettings(System.getenv("APPLE_TEAM_ID"), System.getenv("APPLE_KEY_ID"), System.getenv().getOrDefault("APPLE_CLIENT_ID", "com.acmefit.web"));
    }
}

final class JjwtBuilder {
    static String secret(AppleSettings settings, java.security.PrivateKey key) {
        var now = Instant.now();
        return Jwts.builder()
            .header().keyId(settings.keyId()).and()
            .issuer(settings.teamId())
            .subject(settings.clientId())
            .audience().add("https://appleid.apple.com").and()
            .issuedAt(Date.from(now))
            .expiration(Date.from(now.plus(Duration.ofDays(180))))
            .claims(Map.of("nonce", "n"))
            .signWith(key, Jwts.SIG.ES256)
            .compact();
    }
}
