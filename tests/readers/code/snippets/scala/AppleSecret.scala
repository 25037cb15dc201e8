package apple

import pdi.jwt.{Jwt, JwtAlgorithm, JwtClaim, JwtHeader}
import java.security.PrivateKey
import java.time.Clock
import sttp.client3._
import sttp.client3.circe._

final case class AppleConfig(teamId: String, keyId: String, clientId: String)

class AppleSecret(config: AppleConfig, key: PrivateKey)(implicit clock: Clock) {
  def mint(): String = {
    val claim = JwtClaim(
      issuer = Some(config.teamId),
      subject = Some(config.clientId),
      audience = Some(Set("https://appleid.apple.com"))
    ).issuedNow.expiresIn(300)
    val header = JwtHeader(JwtAlgorithm.ES256).withKeyId(config.keyId)
    Jwt.encode(header, claim, key)
  }

  def exchange(code: String): Response[Either[String, String]] = {
    val backend = HttpURLConnectionBackend()
    basicRequest
      .post(uri"https://appleid.apple.com/auth/token")
      .body(Map(
        "client_id" -> config.clientId,
        "client_secret" -> mint(),
        "code" -> code,
        "grant_type" -> "authorization_code"
      ))
      .send(backend)
  }
}
