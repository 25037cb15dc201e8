package com.acmefit.auth

import com.auth0.jwt.JWT
import com.auth0.jwt.algorithms.Algorithm
import io.ktor.client.*
import io.ktor.client.call.*
import io.ktor.client.engine.cio.*
import io.ktor.client.plugins.contentnegotiation.*
import io.ktor.client.request.*
import io.ktor.client.request.forms.*
import io.ktor.http.*
import io.ktor.serialization.kotlinx.json.*
import java.security.KeyFactory
import java.security.interfaces.ECPrivateKey
import java.security.spec.PKCS8EncodedKeySpec
import java.util.*

data class AppleConfig(val teamId: String, val keyId: String, val clientId: String, val privateKey: String)

class AppleAuth(private val config: AppleConfig) {
    private val client = HttpClient(CIO) {
        install(ContentNegotiation) { json() }
    }

    private fun clientSecret(): String {
        val now = System.currentTimeMillis()
        return JWT.create()
            .withKeyId(config.keyId)
            .withIssuer(config.teamId)
            .withSubject(config.clientId)
            .withAudience("https://appleid.apple.com")
            .withIssuedAt(Date(now))
            .withExpiresAt(Date(now + 15 * 60 * 1000))
            .sign(Algorithm.ECDSA256(null, loadKey()))
    }

    private fun loadKey(): ECPrivateKey {
        val cleaned = config.privateKey
            .replace("-----BEGIN PRIVATE KEY-----", "")
            .replace("-----END PRIVATE KEY-----", "")
            .replace("\\s+".toRegex(), "")
        val bytes = Base64.getDecoder().decode(cleaned)
        return KeyFactory.getInstance("EC").generatePrivate(PKCS8EncodedKeySpec(bytes)) as ECPrivateKey
    }

    suspend fun exchange(code: String): TokenResponse =
        client.submitForm(
            url = "https://appleid.apple.com/auth/token",
            formParameters = parameters {
                append("client_id", config.clientId)
                append("client_secret", clientSecret())
                append("code", code)
                append("grant_type", "authorization_code")
            }
        ).body()
}
