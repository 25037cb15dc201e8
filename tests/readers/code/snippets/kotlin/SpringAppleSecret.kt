package com.acmefit.auth

import io.jsonwebtoken.Jwts
import io.jsonwebtoken.SignatureAlgorithm as Algorithm
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo
import org.bouncycastle.openssl.PEMParser
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter
import org.springframework.beans.factory.annotation.Value
import org.springframework.core.io.ClassPathResource
import org.springframework.http.*
import org.springframework.stereotype.Component
import org.springframework.util.LinkedMultiValueMap
import org.springframework.web.client.RestTemplate
import java.security.PrivateKey
import java.time.Instant
import java.time.temporal.ChronoUnit
import java.util.Date

data class AppleProperties(val teamId: String, val keyId: String, val clientId: String = "com.acmefit.web")

@Component
class SpringAppleSecret(
    private val properties: AppleProperties,
    @Value("\${apple.key-path}") private val keyPath: String,
) {
    companion object {
        const val AUDIENCE = "https://appleid.apple.com"
        private val TOKEN_URL = "$AUDIENCE/auth/token"
    }

    private val privateKey: PrivateKey by lazy { readKey() }

    fun clientSecret(now: Instant = Instant.now()): String =
        Jwts.builder()
            .setHeaderParam("kid", properties.keyId)
            .setIssuer(properties.teamId)
            .setIssuedAt(Date.from(now))
            .setExpiration(Date.from(now.plus(150, ChronoUnit.DAYS)))
            .setAudience(AUDIENCE)
            .setSubject(properties.clientId)
            .signWith(privateKey, Algorithm.ES256)
            .compact()

    private fun readKey(): PrivateKey {
        val content = ClassPathResource(keyPath).inputStream.bufferedReader().use { it.readText() }
        val info = PEMParser(content.reader()).readObject() as? PrivateKeyInfo ?: throw IllegalStateException("not a key")
        return JcaPEMKeyConverter().getPrivateKey(info)
    }

    fun exchange(code: String): AppleToken? {
        val headers = HttpHeaders().apply { contentType = MediaType.APPLICATION_FORM_URLENCODED }
        val form = LinkedMultiValueMap<String, String>().apply {
            add("client_id", properties.clientId)
            add("client_secret", clientSecret())
            add("code", code)
            this["grant_type"] = "authorization_code"
        }
        return RestTemplate().exchange<AppleToken>(TOKEN_URL, HttpMethod.POST, HttpEntity(form, headers)).body
    }
}
