package com.acme

import io.jsonwebtoken.Jwts
import org.springframework.beans.factory.annotation.Value
import org.springframework.stereotype.Component
import org.springframework.web.reactive.function.BodyInserters
import org.springframework.web.reactive.function.client.WebClient
import org.springframework.web.reactive.function.client.awaitBody
import java.security.PrivateKey
import java.time.Duration
import java.time.Instant
import java.util.Date

@Component
class AppleTokenProvider(
    @Value("\${oauth.apple.team-id}") private val teamId: String,
    @Value("\${oauth.apple.key-id}") private val keyId: String,
    @Value("\${oauth.apple.client-id}") private val clientId: String,
    private val privateKey: PrivateKey,
    private val webClient: WebClient,
) {
    companion object {
        private const val APPLE = "https://appleid.apple.com"
        private val TTL: Duration = Duration.ofMinutes(30)
    }

    fun createClientSecret(now: Instant = Instant.now()): String =
        Jwts.builder()
            .header().add("kid", keyId).and()
            .issuer(teamId)
            .claim("aud", APPLE)
            .subject(clientId)
            .issuedAt(Date.from(now))
            .expiration(Date.from(now + TTL))
            .signWith(privateKey, Jwts.SIG.ES256)
            .compact()

    suspend fun revoke(refreshToken: String) {
        webClient.post()
            .uri("$APPLE/auth/revoke")
            .body(
                BodyInserters.fromFormData("client_id", clientId)
                    .with("client_secret", createClientSecret())
                    .with("token", refreshToken)
                    .with("token_type_hint", "refresh_token")
            )
            .retrieve()
            .awaitBody<Unit>()
    }
}
