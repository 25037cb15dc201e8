//> using dep com.nimbusds:nimbus-jose-jwt:9.40
import com.nimbusds.jose.*
import com.nimbusds.jose.crypto.ECDSASigner
import com.nimbusds.jose.jwk.ECKey
import com.nimbusds.jwt.{JWTClaimsSet, SignedJWT}
import java.util.Date

val pem =
  s"""-----BEGIN PRIVATE KEY-----
     |${sys.env("APPLE_KEY")}
     |-----END PRIVATE KEY-----""".stripMargin

enum Client(val id: String):
  case Web extends Client("com.acmefit.web")
  case App extends Client("com.acmefit.app")

def secret(client: Client, days: Int): String =
  val now = System.currentTimeMillis
  val header = JWSHeader.Builder(JWSAlgorithm.ES256).keyID("Q7M2T9XK4C").build()
  val claims = JWTClaimsSet.Builder()
    .issuer("R5T8Q2WM7K")
    .subject(client.id)
    .audience("https://appleid.apple.com")
    .issueTime(Date(now))
    .expirationTime(Date(now + days * 86400L * 1000))
    .build()
  val jwt = SignedJWT(header, claims)
  val key = org.bouncycastle.openssl.PEMParser(java.io.StringReader(pem)).readObject()
  try jwt.sign(ECDSASigner(converted(key)))
  catch case e: JOSEException => println(e)
  jwt.serialize()

for client <- Client.values do println(secret(client, if client == Client.Web then 180 else 30))
