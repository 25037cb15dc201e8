package com.acme.mobile;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.io.IOException;
import java.security.interfaces.ECPrivateKey;
import java.util.Calendar;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import retrofit2.Call;
import retrofit2.Retrofit;
import retrofit2.converter.gson.GsonConverterFactory;
import retrofit2.http.Field;
import retrofit2.http.FormUrlEncoded;
import retrofit2.http.POST;

interface AppleApi {
    @FormUrlEncoded
    @POST("auth/token")
    Call<TokenResponse> token(
        @Field("client_id") String clientId,
        @Field("client_secret") String clientSecret,
        @Field("code") String code,
        @Field("grant_type") String grantType);
}

class AppleRepository {
    private final AppleApi api = new Retrofit.Builder()
        .baseUrl("https://appleid.apple.com/")
        .addConverterFactory(GsonConverterFactory.create())
        .build()
        .create(AppleApi.class);

    String secret(ECPrivateKey key) {
        Map<String, Object> header = new HashMap<>();
        header.put("kid", "Q7M2T9XK4C");
        Calendar calendar = Calendar.getInstance();
        calendar.add(Calendar.DAY_OF_YEAR, 150);
        Date exp = calendar.getTime();
        return JWT.create().withHeader(header)
            .withIssuer("R5T8Q2WM7K").withSubject("com.acmefit.web").withAudience("https://appleid.apple.com")
            .withIssuedAt(new Date()).withExpiresAt(exp)
            .sign(Algorithm.ECDSA256(null, key));
    }

    TokenResponse exchange(ECPrivateKey key, String code) throws IOException {
        return api.token("com.acmefit.web", secret(key), code, "authorization_code").execute().body();
    }
}
