package com.shop.auth

import com.fasterxml.jackson.module.kotlin.readValue
import io.jsonwebtoken.JwsHeader
import io.jsonwebtoken.Jwts
import io.jsonwebtoken.SignatureAlgorithm
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo
import org.bouncycastle.openssl.PEMParser
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter
import org.springframework.boot.context.properties.ConfigurationProperties
import org.springframework.http.HttpEntity
import org.springframework.http.HttpHeaders
import org.springframework.http.MediaType
import org.springframework.stereotype.Service
import org.springframework.util.LinkedMultiValueMap
import org.springframework.web.client.RestTemplate
import org.springframework.web.client.postForObject
import java.io.StringReader
import java.security.PrivateKey
import java.time.LocalDateTime
import java.time.ZoneId
import java.util.Date

@ConfigurationProperties("apple")
data class AppleProps(val teamId: String, val keyId: String, val clientId: String, val privateKey: String, val redirectUri: String)

@Service
class AppleOAuthService(private val props: AppleProps, private val restTemplate: RestTemplate) {

    fun getTokens(code: String): AppleTokens? {
        val headers = HttpHeaders().apply { contentType = MediaType.APPLICATION_FORM_URLENCODED }
        val body = LinkedMultiValueMap<String, String>().apply {
            add("client_id", props.clientId)
            add("client_secret", createSecret())
            add("code", code)
            add("grant_type", "authorization_code")
            add("redirect_uri", props.redirectUri)
        }
        return restTemplate.postForObject("https://appleid.apple.com/auth/token", HttpEntity(body, headers))
    }

    private fun createSecret(): String {
        val expiration = Date.from(LocalDateTime.now().plusMinutes(5).atZone(ZoneId.systemDefault()).toInstant())
        return Jwts.builder()
            .setHeaderParam(JwsHeader.KEY_ID, props.keyId)
            .setIssuer(props.teamId)
            .setAudience("https://appleid.apple.com")
            .setSubject(props.clientId)
            .setIssuedAt(Date())
            .setExpiration(expiration)
            .signWith(privateKey(), SignatureAlgorithm.ES256)
            .compact()
    }

    private fun privateKey(): PrivateKey =
        PEMParser(StringReader(props.privateKey)).use { parser ->
            JcaPEMKeyConverter().getPrivateKey(parser.readObject() as PrivateKeyInfo)
        }
}
