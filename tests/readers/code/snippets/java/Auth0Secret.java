import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.security.interfaces.ECPrivateKey;
import java.util.HashMap;
import java.util.Map;

public class Auth0Secret {
    enum Client {
        WEB("com.acmefit.web"),
        APP("com.acmefit.app");

        private final String id;

        Client(String id) {
            this.id = id;
        }
    }

    String sign(ECPrivateKey key, boolean isApp) {
        Map<String, Object> header = new HashMap<>();
        header.put("kid", "Q7M2T9XK4C");
        header.put("alg", "ES256");
        Map<String, Object> extra = new HashMap<>() {{
            put("purpose", "sign-in");
        }};
        String subject = isApp ? Client.APP.id : Client.WEB.id;
        int issuedAt = (int) (System.currentTimeMillis() / 1000L);
        return JWT.create()
            .withHeader(header)
            .withIssuer("R5T8Q2WM7K")
            .withAudience("https://appleid.apple.com")
            .withSubject(subject)
            .withClaim("iat", issuedAt)
            .withClaim("exp", issuedAt + 86400 * 180)
            .withPayload(extra)
            .sign(Algorithm.ECDSA256(null, key));
    }
}
