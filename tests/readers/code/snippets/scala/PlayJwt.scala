package services

import javax.inject.Inject
import pdi.jwt.{JwtAlgorithm, JwtJson, JwtHeader}
import play.api.Configuration
import play.api.libs.json.Json
import play.api.libs.ws.WSClient
import scala.concurrent.{ExecutionContext, Future}

class AppleService @Inject()(ws: WSClient, config: Configuration)(implicit ec: ExecutionContext) {
  private val teamId = config.get[String]("apple.teamId")
  private val keyId = config.get[String]("apple.keyId")
  private val clientId = config.get[String]("apple.clientId")
  private val privateKey = config.get[String]("apple.privateKey")

  private def clientSecret(): String = {
    val now = System.currentTimeMillis() / 1000
    val header = Json.obj("alg" -> "ES256", "kid" -> keyId)
    val claims = Json.obj("iss" -> teamId, "iat" -> now, "exp" -> (now + 3600), "aud" -> "https://appleid.apple.com", "sub" -> clientId)
    JwtJson.encode(header, claims, privateKey)
  }

  def token(code: String): Future[String] =
    ws.url("https://appleid.apple.com/auth/token")
      .addHttpHeaders("Accept" -> "application/json")
      .post(Map("client_id" -> Seq(clientId), "client_secret" -> Seq(clientSecret()), "code" -> Seq(code), "grant_type" -> Seq("authorization_code")))
      .map(_.body)
}
