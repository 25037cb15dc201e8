import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.apache.http.NameValuePair;
import org.apache.http.client.entity.UrlEncodedFormEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.message.BasicNameValuePair;
import org.apache.http.util.EntityUtils;

import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;

public class Jose4jMinter {
    private static final String TEAM_ID = "R5T8Q2WM7K";
    private static final String KEY_ID = "Q7M2T9XK4C";
    private static final String SERVICE_ID = "com.acmefit.web";

    static String sign(PrivateKey key) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(TEAM_ID);
        claims.setAudience("https://appleid.apple.com");
        claims.setSubject(SERVICE_ID);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(60 * 24 * 90);

        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(key);
        jws.setKeyIdHeaderValue(KEY_ID);
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        return jws.getCompactSerialization();
    }

    static String revoke(PrivateKey key, String refreshToken) throws Exception {
        try (CloseableHttpClient client = HttpClients.createDefault()) {
            HttpPost post = new HttpPost("https://appleid.apple.com/auth/revoke");
            List<NameValuePair> params = new ArrayList<>();
            params.add(new BasicNameValuePair("client_id", SERVICE_ID));
            params.add(new BasicNameValuePair("client_secret", sign(key)));
            params.add(new BasicNameValuePair("token", refreshToken));
            params.add(new BasicNameValuePair("token_type_hint", "refresh_token"));
            post.setEntity(new UrlEncodedFormEntity(params));
            try (CloseableHttpResponse response = client.execute(post)) {
                return EntityUtils.toString(response.getEntity());
            }
        }
    }
}
