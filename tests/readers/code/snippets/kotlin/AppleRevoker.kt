import com.nimbusds.jose.JWSAlgorithm
import com.nimbusds.jose.JWSHeader
import com.nimbusds.jose.crypto.ECDSASigner
import com.nimbusds.jose.jwk.ECKey
import com.nimbusds.jose.jwk.JWK
import com.nimbusds.jwt.JWTClaimsSet
import com.nimbusds.jwt.SignedJWT
import okhttp3.FormBody
import okhttp3.MediaType.Companion.toMediaType
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import java.io.File
import java.time.Instant
import java.time.temporal.ChronoUnit
import java.util.Date

object AppleRevoker {
    private const val TEAM_ID = "R5T8Q2WM7K"
    private const val KEY_ID = "Q7M2T9XK4C"
    private const val BUNDLE_ID = "com.acmefit.ios"

    private val http = OkHttpClient()
    private val key: ECKey by lazy { JWK.parseFromPEMEncodedObjects(File("AuthKey_$KEY_ID.p8").readText()).toECKey() }

    private fun secret(): String {
        val now = Instant.now()
        val claims = JWTClaimsSet.Builder().apply {
            issuer(TEAM_ID)
            subject(BUNDLE_ID)
            audience("https://appleid.apple.com")
            issueTime(Date.from(now))
            expirationTime(Date.from(now.plus(1, ChronoUnit.HOURS)))
        }.build()
        return SignedJWT(JWSHeader.Builder(JWSAlgorithm.ES256).keyID(KEY_ID).build(), claims).run {
            sign(ECDSASigner(key))
            serialize()
        }
    }

    fun revoke(token: String): Boolean {
        val form = FormBody.Builder()
            .add("client_id", BUNDLE_ID)
            .add("client_secret", secret())
            .add("token", token)
            .build()
        val request = Request.Builder().url("https://appleid.apple.com/auth/revoke").post(form).build()
        return http.newCall(request).execute().use { it.isSuccessful }
    }
}
