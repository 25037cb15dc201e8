package com.acme

import com.auth0.jwt.JWT
import com.auth0.jwt.algorithms.Algorithm
import io.ktor.client.*
import io.ktor.client.request.*
import io.ktor.client.request.forms.*
import io.ktor.client.statement.*
import io.ktor.http.*
import io.ktor.server.application.*
import io.ktor.server.request.*
import io.ktor.server.response.*
import io.ktor.server.routing.*
import java.security.interfaces.ECPrivateKey
import java.time.Instant

fun Application.appleModule(http: HttpClient, key: ECPrivateKey) {
    val cfg = environment.config.config("apple")
    val team = cfg.property("teamId").getString()
    val kid = cfg.property("keyId").getString()
    val client = cfg.property("clientId").getString()

    fun secret(): String = JWT.create().withKeyId(kid).withIssuer(team).withSubject(client).withAudience("https://appleid.apple.com")
        .withIssuedAt(Instant.now()).withExpiresAt(Instant.now().plusSeconds(120)).sign(Algorithm.ECDSA256(null, key))

    routing {
        post("/apple/callback") {
            val form = call.receiveParameters()
            val answer = http.submitForm("https://appleid.apple.com/auth/token", Parameters.build {
                append("client_id", client)
                append("client_secret", secret())
                append("code", form["code"] ?: return@post call.respond(HttpStatusCode.BadRequest))
                append("grant_type", "authorization_code")
                append("redirect_uri", "https://acmefit.com/apple/callback")
            })
            call.respondText(answer.bodyAsText(), ContentType.Application.Json)
        }
    }
}
