package services

import javax.inject.{Inject, Singleton}
import com.auth0.jwt.JWT
import com.auth0.jwt.algorithms.Algorithm
import java.security.interfaces.ECPrivateKey
import java.util.Date
import play.api.Configuration
import play.api.libs.ws.WSClient
import scala.concurrent.{ExecutionContext, Future}

@Singleton
class PlayWs @Inject() (ws: WSClient, configuration: Configuration)(implicit ec: ExecutionContext) {
  private lazy val teamId = configuration.get[String]("apple.team-id")
  private val keyId: String = sys.env.getOrElse("APPLE_KEY_ID", "Q7M2T9XK4C")

  def secret(key: ECPrivateKey): Future[String] = Future {
    val now = System.currentTimeMillis()
    JWT.create()
      .withKeyId(keyId)
      .withIssuer(teamId)
      .withAudience("https://appleid.apple.com")
      .withSubject("com.acmefit.web")
      .withIssuedAt(new Date(now))
      .withExpiresAt(new Date(now + 1000L * 60 * 60 * 24))
      .sign(Algorithm.ECDSA256(null, key))
  }

  def exchange(code: String, key: ECPrivateKey): Future[String] =
    for {
      clientSecret <- secret(key)
      fields = Map("code" -> Seq(code), "client_secret" -> Seq(clientSecret), "grant_type" -> Seq("authorization_code"))
      response <- ws.url("https://appleid.apple.com/auth/token").post(fields)
      if response.status == 200
    } yield (response.json \ "id_token").as[String]
}
