package apple

import pdi.jwt.{JwtAlgorithm, JwtCirce}
import io.circe.Json
import io.circe.syntax._
import zio._
import zio.http._
import java.security.PrivateKey
import java.util.concurrent.TimeUnit

final case class AppleSettings(team: String, kid: String, service: String, key: PrivateKey)

object ZioApple {
  def secret(s: AppleSettings): UIO[String] =
    Clock.currentTime(TimeUnit.SECONDS).map { now =>
      val header = Json.obj("alg" -> "ES256".asJson, "kid" -> s.kid.asJson)
      val claim = Json.obj(
        "iss" -> s.team.asJson,
        "iat" -> now.asJson,
        "exp" -> (now + 300).asJson,
        "aud" -> "https://appleid.apple.com".asJson,
        "sub" -> s.service.asJson
      )
      JwtCirce.encode(header, claim, s.key)
    }

  def token(s: AppleSettings, code: String): ZIO[Client, Throwable, String] =
    for {
      secret <- secret(s)
      form = Form(FormField.simpleField("client_id", s.service), FormField.simpleField("client_secret", secret),
        FormField.simpleField("code", code), FormField.simpleField("grant_type", "authorization_code"))
      response <- Client.request(Request.post("https://appleid.apple.com/auth/token", Body.fromURLEncodedForm(form)))
      body <- response.body.asString
    } yield body
}
