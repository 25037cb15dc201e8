import akka.actor.ActorSystem
import akka.http.scaladsl.Http
import akka.http.scaladsl.model._
import com.nimbusds.jose.crypto.ECDSASigner
import com.nimbusds.jose.{JWSAlgorithm, JWSHeader}
import com.nimbusds.jwt.{JWTClaimsSet, SignedJWT}
import java.security.interfaces.ECPrivateKey
import java.util.Date
import scala.concurrent.Future
import scala.concurrent.duration._

class AkkaApple(teamId: String, keyId: String, clientId: String, key: ECPrivateKey)(implicit system: ActorSystem) {
  private def clientSecret: String = {
    val now = System.currentTimeMillis()
    val claims = new JWTClaimsSet.Builder()
      .issuer(teamId)
      .subject(clientId)
      .audience("https://appleid.apple.com")
      .issueTime(new Date(now))
      .expirationTime(new Date(now + 30.days.toMillis))
      .build()
    val jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(), claims)
    jwt.sign(new ECDSASigner(key))
    jwt.serialize()
  }

  def refresh(token: String): Future[HttpResponse] = {
    val form = FormData(Map(
      "client_id" -> clientId,
      "client_secret" -> clientSecret,
      "grant_type" -> "refresh_token",
      "refresh_token" -> token
    ))
    Http().singleRequest(HttpRequest(HttpMethods.POST, "https://appleid.apple.com/auth/token", entity = form.toEntity))
  }
}
