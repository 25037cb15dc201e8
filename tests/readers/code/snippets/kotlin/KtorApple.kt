import com.auth0.jwt.JWT
import com.auth0.jwt.algorithms.Algorithm
import io.ktor.client.*
import io.ktor.client.call.*
import io.ktor.client.engine.cio.*
import io.ktor.client.request.forms.*
import io.ktor.client.statement.bodyAsText
import io.ktor.http.parameters
import java.security.KeyFactory
import java.security.interfaces.ECPrivateKey
import java.security.spec.PKCS8EncodedKeySpec
import java.util.*

object Apple {
    val teamId: String get() = System.getenv("APPLE_TEAM_ID") ?: error("APPLE_TEAM_ID is not set")
    const val CLIENT_ID = "com.acmefit.web"
    private val key = """
        -----BEGIN PRIVATE KEY-----
        ${System.getenv("APPLE_KEY")}
        -----END PRIVATE KEY-----
    """.trimIndent()
}

fun secret(key: String, isTest: Boolean): String {
    val base64 = key.lines().filter { !it.startsWith("-----") }.joinToString("")
    val ec = KeyFactory.getInstance("EC").generatePrivate(PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64))) as ECPrivateKey
    val seconds = System.currentTimeMillis() / 1000
    val lifetime = when {
        isTest -> 60
        else -> 86_400 * 180
    }
    return JWT.create()
        .withKeyId("Q7M2T9XK4C")
        .withIssuer(Apple.teamId)
        .withAudience("https://appleid.apple.com")
        .withSubject(Apple.CLIENT_ID)
        .withIssuedAt(Date(seconds * 1000))
        .withClaim("exp", seconds + lifetime)
        .sign(Algorithm.ECDSA256(null, ec))
}

suspend fun exchange(code: String, secret: String): Token = HttpClient(CIO) {
    expectSuccess = false
}.use { client ->
    val response = client.submitForm(
        url = "https://appleid.apple.com/auth/token",
        formParameters = parameters {
            append("client_id", Apple.CLIENT_ID)
            append("client_secret", secret)
            append("code", code)
            append("grant_type", "authorization_code")
        },
    )
    println(response.bodyAsText())
    response.body<Token>()
}
