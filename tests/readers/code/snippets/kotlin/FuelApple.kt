import com.github.kittinunf.fuel.httpPost
import java.security.PrivateKey
import java.security.Signature
import java.time.Instant
import java.util.Base64

private fun ByteArray.b64url() = Base64.getUrlEncoder().withoutPadding().encodeToString(this)

fun makeSecret(key: PrivateKey, teamId: String, keyId: String, clientId: String): String {
    val now = Instant.now().epochSecond
    val header = """{"alg":"ES256","kid":"$keyId"}""".toByteArray().b64url()
    val payload = """{"iss":"$teamId","iat":$now,"exp":${now + 3600},"aud":"https://appleid.apple.com","sub":"$clientId"}""".toByteArray().b64url()
    val signature = Signature.getInstance("SHA256withECDSAinP1363Format").run {
        initSign(key)
        update("$header.$payload".toByteArray())
        sign()
    }
    return "$header.$payload.${signature.b64url()}"
}

fun exchange(clientId: String, secret: String, code: String) =
    "https://appleid.apple.com/auth/token".httpPost(
        listOf("client_id" to clientId, "client_secret" to secret, "code" to code, "grant_type" to "authorization_code")
    ).responseString()
