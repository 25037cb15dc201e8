package apple.http

import cats.effect.IO
import com.auth0.jwt.JWT
import com.auth0.jwt.algorithms.Algorithm
import org.http4s._
import org.http4s.client.Client
import org.http4s.implicits._
import org.http4s.Method.POST
import java.security.interfaces.ECPrivateKey
import java.time.Instant
import java.util.Date

object Http4sApple {
  private val TeamId = "R5T8Q2WM7K"
  private val KeyId = "Q7M2T9XK4C"
  private val ServiceId = "com.acmefit.web"

  def secret(key: ECPrivateKey): IO[String] = IO {
    val now = Instant.now()
    JWT.create()
      .withKeyId(KeyId)
      .withIssuer(TeamId)
      .withSubject(ServiceId)
      .withAudience("https://appleid.apple.com")
      .withIssuedAt(Date.from(now))
      .withExpiresAt(Date.from(now.plusSeconds(600)))
      .sign(Algorithm.ECDSA256(null, key))
  }

  def token(client: Client[IO], key: ECPrivateKey, code: String): IO[String] =
    for {
      s <- secret(key)
      form = UrlForm(
        "client_id" -> ServiceId,
        "client_secret" -> s,
        "grant_type" -> "authorization_code",
        "code" -> code
      )
      request = Request[IO](method = POST, uri = uri"https://appleid.apple.com/auth/token").withEntity(form)
      answer <- client.expect[String](request)
    } yield answer
}
