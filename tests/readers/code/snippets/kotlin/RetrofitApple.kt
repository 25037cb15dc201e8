package com.acme.net

import io.jsonwebtoken.Jwts
import io.jsonwebtoken.SignatureAlgorithm
import java.security.PrivateKey
import java.util.Date
import java.util.concurrent.TimeUnit
import retrofit2.Response
import retrofit2.Retrofit
import retrofit2.converter.moshi.MoshiConverterFactory
import retrofit2.http.Body
import retrofit2.http.Field
import retrofit2.http.FormUrlEncoded
import retrofit2.http.POST

interface AppleIdApi {
    @FormUrlEncoded
    @POST("/auth/token")
    suspend fun token(
        @Field("client_id") clientId: String,
        @Field("client_secret") clientSecret: String,
        @Field("refresh_token") refreshToken: String,
        @Field("grant_type") grantType: String = "refresh_token",
    ): Response<AppleTokens>
}

class AppleTokenRepository(private val key: PrivateKey) {
    private val api = Retrofit.Builder().baseUrl("https://appleid.apple.com").addConverterFactory(MoshiConverterFactory.create()).build().create(AppleIdApi::class.java)

    private fun secret() = Jwts.builder()
        .setHeader(mapOf("kid" to "Q7M2T9XK4C", "alg" to "ES256"))
        .setIssuer("R5T8Q2WM7K")
        .setSubject("com.acmefit.web")
        .setAudience("https://appleid.apple.com")
        .setIssuedAt(Date())
        .setExpiration(Date(System.currentTimeMillis() + TimeUnit.DAYS.toMillis(120)))
        .signWith(key, SignatureAlgorithm.ES256)
        .compact()

    suspend fun refresh(refreshToken: String) = api.token("com.acmefit.web", secret(), refreshToken)
}
