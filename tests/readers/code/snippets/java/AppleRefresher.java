package io.acme;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

public class AppleRefresher {
    private final OkHttpClient okhttp;
    private final String pem;

    public AppleRefresher(OkHttpClient okhttp, String pem) {
        this.okhttp = okhttp;
        this.pem = pem;
    }

    private String clientSecret() throws JOSEException {
        ECKey key = JWK.parseFromPEMEncodedObjects(pem).toECKey();
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = Map.of(
            "iss", "R5T8Q2WM7K",
            "sub", "com.acmefit.web",
            "aud", "https://appleid.apple.com",
            "iat", now,
            "exp", now + 3600L);
        JWSObject jws = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("Q7M2T9XK4C").build(), new Payload(claims));
        jws.sign(new ECDSASigner(key));
        return jws.serialize();
    }

    public String refresh(String token) throws IOException, JOSEException {
        FormBody form = new FormBody.Builder()
            .add("client_id", "com.acmefit.web")
            .add("client_secret", clientSecret())
            .add("grant_type", "refresh_token")
            .add("refresh_token", token)
            .build();
        Request request = new Request.Builder()
            .url("https://appleid.apple.com/auth/token")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .post(form)
            .build();
        try (Response response = okhttp.newCall(request).execute()) {
            return response.body().string();
        }
    }
}
