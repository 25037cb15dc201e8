import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import okhttp3.*;

import java.io.IOException;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;

public final class AppleTokens {
    private static final String TEAM_ID = "R5T8Q2WM7K";
    private static final String KEY_ID = "Q7M2T9XK4C";
    private static final String CLIENT_ID = "com.acmefit.web";
    private static final HttpUrl TOKEN = HttpUrl.get("https://appleid.apple.com/auth/token");

    private final OkHttpClient http = new OkHttpClient();
    private final ECPrivateKey key;

    public AppleTokens(ECPrivateKey key) {
        this.key = key;
    }

    private String secret() {
        Instant now = Instant.now();
        return JWT.create()
            .withKeyId(KEY_ID)
            .withIssuer(TEAM_ID)
            .withIssuedAt(now)
            .withExpiresAt(now.plus(Duration.ofHours(1)))
            .withAudience("https://appleid.apple.com")
            .withSubject(CLIENT_ID)
            .sign(Algorithm.ECDSA256(null, key));
    }

    public String refresh(String refreshToken) throws IOException {
        RequestBody body = new FormBody.Builder()
            .add("client_id", CLIENT_ID)
            .add("client_secret", secret())
            .add("grant_type", "refresh_token")
            .add("refresh_token", refreshToken)
            .build();
        Request request = new Request.Builder().url(TOKEN).post(body).build();
        try (Response response = http.newCall(request).execute()) {
            return response.body().string();
        }
    }
}
