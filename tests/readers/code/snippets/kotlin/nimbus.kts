import com.nimbusds.jose.JWSAlgorithm.ES256
import com.nimbusds.jose.JWSHeader
import com.nimbusds.jose.crypto.ECDSASigner
import com.nimbusds.jwt.JWTClaimsSet
import com.nimbusds.jwt.SignedJWT
import java.util.Date
import kotlin.time.Duration.Companion.days

val now = Date()
val header = JWSHeader.Builder(ES256).keyID("Q7M2T9XK4C").build()
val claims = JWTClaimsSet.Builder().run {
    issuer("R5T8Q2WM7K")
    subject("com.acmefit.web")
    audience("https://appleid.apple.com")
    issueTime(now)
    expirationTime(Date(now.time + 30.days.inWholeMilliseconds))
    build()
}
val jwt = SignedJWT(header, claims).also { it.sign(ECDSASigner(key)) }
println(jwt.serialize())
