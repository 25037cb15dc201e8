package com.acmefit.auth

import java.security.{KeyFactory, PrivateKey}
import java.security.spec.PKCS8EncodedKeySpec
import java.time.{Clock, Instant}
import java.util.Base64
import pdi.jwt.{JwtAlgorithm, JwtCirce, JwtClaim => Claim, JwtHeader}
import scala.concurrent.duration._
import scala.util.{Failure, Success, Try}

final case class AppleConfig(teamId: String, keyId: String, clientId: String = "com.acmefit.web", privateKey: String)

object JwtScalaSecret {
  private val Audience = "https://appleid.apple.com"
  implicit val clock: Clock = Clock.systemUTC

  def key(pem: String): PrivateKey = {
    val base64 = pem.linesIterator.filterNot(_.startsWith("-----")).mkString
    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder.decode(base64)))
  }

  def mint(config: AppleConfig, lifetime: FiniteDuration = 150.days)(implicit clock: Clock): String = {
    val now = Instant.now(clock).getEpochSecond
    val header = JwtHeader(JwtAlgorithm.ES256).withKeyId(config.keyId)
    val claim = Claim(
      issuer = Some(config.teamId),
      subject = Some(config.clientId),
      audience = Some(Set(Audience)),
      issuedAt = Some(now),
      expiration = Some(now + lifetime.toSeconds)
    )
    JwtCirce.encode(header, claim, key(config.privateKey))
  }

  def tryMint(config: AppleConfig): Either[String, String] = Try(mint(config)) match {
    case Success(secret) => Right(secret)
    case Failure(error) => Left(s"cannot mint for ${config.clientId}: ${error.getMessage}")
  }
}
