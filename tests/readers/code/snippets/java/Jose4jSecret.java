import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;

public class Jose4jSecret {
    private static final String KEY = """
        -----BEGIN PRIVATE KEY-----
        %s
        -----END PRIVATE KEY-----
        """.formatted(System.getenv("APPLE_KEY"));

    public static String mint() throws org.jose4j.lang.JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("R5T8Q2WM7K");
        claims.setAudience("https://appleid.apple.com");
        claims.setSubject("com.acmefit.web");
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(10);

        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(Keys.parse(KEY));
        jws.setKeyIdHeaderValue("Q7M2T9XK4C");
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        return jws.getCompactSerialization();
    }
}
