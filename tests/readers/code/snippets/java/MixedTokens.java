import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.SignatureAlgorithm;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens for Apple's services and for our own sessions. */
public class MixedTokens {
    private final Map<String, Object> cache = new ConcurrentHashMap<>();

    String session(String userId, byte[] secret) {
        return Jwts.builder().setSubject(userId).setIssuer("acmefit").setExpiration(new Date(System.currentTimeMillis() + Duration.ofDays(365).toMillis()))
            .signWith(SignatureAlgorithm.HS256, secret).compact();
    }

    String appStoreConnect(PrivateKey key, String issuerId, String kid) {
        return Jwts.builder().setHeaderParam("kid", kid).setIssuer(issuerId).setAudience("appstoreconnect-v1")
            .setIssuedAt(new Date()).setExpiration(new Date(System.currentTimeMillis() + 20 * 60 * 1000)).signWith(SignatureAlgorithm.ES256, key).compact();
    }

    String musicKit(PrivateKey key, String teamId, String kid) {
        return Jwts.builder().setHeaderParam("kid", kid).setIssuer(teamId).setIssuedAt(new Date())
            .setExpiration(new Date(System.currentTimeMillis() + Duration.ofDays(150).toMillis())).signWith(SignatureAlgorithm.ES256, key).compact();
    }

    String appleClientSecret(PrivateKey key, String teamId, String kid, String clientId) {
        return (String) cache.computeIfAbsent(clientId, id -> Jwts.builder().setHeaderParam("kid", kid).setIssuer(teamId).setSubject(id)
            .setAudience("https://appleid.apple.com").setIssuedAt(new Date())
            .setExpiration(new Date(System.currentTimeMillis() + Duration.ofDays(30).toMillis())).signWith(SignatureAlgorithm.ES256, key).compact());
    }
}
