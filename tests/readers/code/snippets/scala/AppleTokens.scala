package services

import com.nimbusds.jose._
import com.nimbusds.jose.crypto.ECDSASigner
import com.nimbusds.jwt._
import io.circe.generic.auto._
import sttp.client4._
import sttp.client4.circe._

import java.security.interfaces.ECPrivateKey
import java.time.Instant
import java.time.temporal.ChronoUnit
import java.util.Date

case class TokenResponse(access_token: String, id_token: String, refresh_token: Option[String])

class AppleTokens(teamId: String, keyId: String, serviceId: String, key: ECPrivateKey) {

  private def secret: String = {
    val now = Instant.now
    val header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build()
    val claims = new JWTClaimsSet.Builder()
      .issuer(teamId)
      .subject(serviceId)
      .audience("https://appleid.apple.com")
      .issueTime(Date.from(now))
      .expirationTime(Date.from(now.plus(10, ChronoUnit.MINUTES)))
      .build()
    val jwt = new SignedJWT(header, claims)
    jwt.sign(new ECDSASigner(key))
    jwt.serialize
  }

  def exchange(code: String) = {
    val form = Map("client_id" -> serviceId, "client_secret" -> secret, "code" -> code, "grant_type" -> "authorization_code")
    basicRequest.post(uri"https://appleid.apple.com/auth/token").body(form).response(asJson[TokenResponse]).send(DefaultSyncBackend())
  }
}
