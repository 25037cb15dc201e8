package com.acmefit.auth

import io.circe.Json
import sttp.client3._
import sttp.client3.circe._
import sttp.model.Uri

class SttpExchange(backend: SttpBackend[Identity, Any], secret: () => String) {
  private val host = "appleid.apple.com"
  private val tokenUrl: Uri = uri"https://$host/auth/token"

  def exchange(code: String): Either[String, Json] = {
    val form = Map(
      "client_id" -> "com.acmefit.web",
      "client_secret" -> secret(),
      "code" -> code
    ) + ("grant_type" -> "authorization_code")
    val response = basicRequest.post(tokenUrl).body(form).response(asJson[Json]).send(backend)
    response.body match {
      case Right(json) => Right(json)
      case Left(error) if response.code.isClientError => Left(error.getMessage)
      case Left(_) => throw new RuntimeException("Apple did not answer")
    }
  }

  def revoke(token: String, isRefresh: Boolean): Boolean =
    basicRequest
      .post(uri"https://appleid.apple.com/auth/revoke")
      .body("token" -> token, "token_type_hint" -> (if (isRefresh) "refresh_token" else "access_token"), "client_secret" -> secret())
      .send(backend)
      .code
      .isSuccess
}
