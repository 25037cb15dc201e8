import com.nimbusds.jose.JWSAlgorithm
import com.nimbusds.jose.JWSHeader
import com.nimbusds.jose.crypto.ECDSASigner
import com.nimbusds.jwt.JWTClaimsSet
import com.nimbusds.jwt.SignedJWT
import io.ktor.client.HttpClient
import io.ktor.client.request.forms.FormDataContent
import io.ktor.client.request.post
import io.ktor.client.request.setBody
import io.ktor.http.Parameters
import java.security.interfaces.ECPrivateKey
import java.util.Date

class KtorRevoke(private val client: HttpClient, private val key: ECPrivateKey) {
    private val teamId = System.getenv("APPLE_TEAM_ID")
    private val keyId = System.getenv("APPLE_KEY_ID")
    private val bundleId = System.getenv("APPLE_BUNDLE_ID")

    suspend fun revoke(refreshToken: String) {
        client.post("https://appleid.apple.com/auth/revoke") {
            setBody(FormDataContent(Parameters.build {
                append("client_id", bundleId)
                append("client_secret", clientSecret())
                append("token", refreshToken)
                append("token_type_hint", "refresh_token")
            }))
        }
    }

    private fun clientSecret(): String {
        val now = Date()
        val header = JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build()
        val claims = JWTClaimsSet.Builder()
            .issuer(teamId)
            .issueTime(now)
            .expirationTime(Date(now.time + 3_600_000))
            .audience("https://appleid.apple.com")
            .subject(bundleId)
            .build()
        return SignedJWT(header, claims).apply { sign(ECDSASigner(key)) }.serialize()
    }
}
