import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.security.interfaces.ECPrivateKey;
import java.util.Date;
import kong.unirest.HttpResponse;
import kong.unirest.JsonNode;
import kong.unirest.Unirest;

public class UnirestApple {
    static String sign(ECPrivateKey key, String team, String kid, String clientId) {
        Algorithm algorithm = Algorithm.ECDSA256(null, key);
        return JWT.create().withKeyId(kid).withIssuer(team).withSubject(clientId)
            .withAudience("https://appleid.apple.com")
            .withIssuedAt(new Date())
            .withExpiresAt(new Date(System.currentTimeMillis() + 86400000L * 30))
            .sign(algorithm);
    }

    static JsonNode exchange(String clientId, String secret, String code) {
        HttpResponse<JsonNode> response = Unirest.post("https://appleid.apple.com/auth/token")
            .field("client_id", clientId)
            .field("client_secret", secret)
            .field("code", code)
            .field("grant_type", "authorization_code")
            .asJson();
        return response.getBody();
    }
}
