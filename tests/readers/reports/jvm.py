"""What people paste whose sign-in fails in Java, Kotlin or Scala: the names are made up, the messages are those of the libraries."""

from __future__ import annotations

REPORTS = (
    (
        "the PEM lines were decoded as base64",
        """java.lang.IllegalArgumentException: Illegal base64 character 2d
	at java.base/java.util.Base64$Decoder.decode0(Base64.java:852)
	at java.base/java.util.Base64$Decoder.decode(Base64.java:570)
	at com.acmefit.auth.AppleClientSecret.privateKey(AppleClientSecret.java:38)""",
        ("key-form-not-expected-by-consumer",),
    ),
    (
        "backslash and n in the environment",
        (
            "Caused by: java.lang.IllegalArgumentException: Illegal base64 character 5c\n\tat "
            "com.acmefit.auth.AppleClientSecret.create(AppleClientSecret.kt:21)"
        ),
        ("key-newlines-escaped",),
    ),
    (
        "asterisks in place of the key",
        "java.lang.IllegalArgumentException: Illegal base64 character 2a",
        ("key-is-masked",),
    ),
    (
        "quotes around the key",
        "java.lang.IllegalArgumentException: Illegal base64 character 22\n\tat AppleAuthConfig.privateKey(AppleAuthConfig.java:44)",
        ("key-has-quotes",),
    ),
    (
        "the last characters are missing",
        (
            "java.lang.IllegalArgumentException: Last unit does not have enough valid bits\n\tat "
            "java.base/java.util.Base64$Decoder.decode0(Base64.java:867)"
        ),
        ("key-is-truncated",),
    ),
    (
        "the DER is cut short",
        (
            "java.security.spec.InvalidKeySpecException: java.security.InvalidKeyException: IOException : Short read of DER length\n"
            "\tat jdk.crypto.ec/sun.security.ec.ECKeyFactory.engineGeneratePrivate(ECKeyFactory.java:169)"
        ),
        ("key-is-truncated",),
    ),
    (
        "the key was converted to SEC1",
        (
            "java.security.spec.InvalidKeySpecException: java.security.InvalidKeyException: IOException : algid parse error, not a sequence\n"
            "\tat java.base/java.security.KeyFactory.generatePrivate(KeyFactory.java:389)"
        ),
        ("key-is-sec1",),
    ),
    (
        "KeyFactory of RSA",
        (
            "java.security.spec.InvalidKeySpecException: java.security.InvalidKeyException: Invalid RSA private key\n\tat "
            "AppleJwt.sign(AppleJwt.java:52)"
        ),
        ("secret-alg-not-es256",),
    ),
    (
        "the .p8 is not on the class path",
        "java.io.FileNotFoundException: class path resource [apple/AuthKey_2X9R4HXF34.p8] cannot be opened because it does not exist",
        ("key-never-reached-the-signer",),
    ),
    (
        "Bouncy Castle finds no END line",
        "java.io.IOException: -----END PRIVATE KEY not found\n\tat org.bouncycastle.util.io.pem.PemReader.loadObject(Unknown Source)",
        ("key-armour-damaged",),
    ),
    (
        "Bouncy Castle is given a key pair's place",
        (
            "java.lang.ClassCastException: class org.bouncycastle.asn1.pkcs.PrivateKeyInfo cannot be cast to class "
            "org.bouncycastle.openssl.PEMKeyPair "
            "(org.bouncycastle.asn1.pkcs.PrivateKeyInfo and org.bouncycastle.openssl.PEMKeyPair are in unnamed module of loader 'app')"
        ),
        ("key-form-not-expected-by-consumer",),
    ),
    (
        "Bouncy Castle finds no PEM",
        (
            'java.lang.NullPointerException: Cannot invoke "org.bouncycastle.util.io.pem.PemObject.getContent()" because the return value of '
            '"org.bouncycastle.util.io.pem.PemReader.readPemObject()" is null'
        ),
        ("key-is-a-path", "key-pem-lines-missing"),
    ),
    (
        "Bouncy Castle finds a truncated key",
        "org.bouncycastle.openssl.PEMException: problem parsing PRIVATE KEY: java.io.EOFException: DEF length 135 object truncated by 60",
        ("key-is-truncated",),
    ),
    (
        "Spring lost the session",
        """2026-11-29 14:12:03.511 DEBUG 1 --- [nio-8080-exec-4] .s.o.c.w.OAuth2LoginAuthenticationFilter : Authentication request failed:
org.springframework.security.oauth2.core.OAuth2AuthenticationException: [authorization_request_not_found]
	at org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter.attemptAuthentication(Unknown Source)""",
        ("callback-lost-cookie",),
    ),
    (
        "Spring's CSRF filter",
        (
            "DEBUG o.s.security.web.csrf.CsrfFilter - Invalid CSRF token found for https://acmefit.example/login/oauth2/code/apple\n"
            "DEBUG o.s.s.w.access.AccessDeniedHandlerImpl - Responding with 403 status code"
        ),
        ("callback-refused-by-own-csrf",),
    ),
    (
        "Spring WebFlux's CSRF filter",
        "HTTP/1.1 403 Forbidden\n\nAn expected CSRF token cannot be found",
        ("callback-refused-by-own-csrf",),
    ),
    (
        "Spring and the aud of the app",
        "OAuth2AuthenticationException: [invalid_id_token] The ID Token contains invalid claims: {aud=[com.acmefit.app]}",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "Spring and another issuer",
        (
            'Bearer error="invalid_token", error_description="An error occurred while attempting to decode the Jwt: The iss claim is not valid", '
            'error_uri="https://tools.ietf.org/html/rfc6750#section-3.1"'
        ),
        ("identity-token-iss-from-discovery", "identity-token-iss-not-apple"),
    ),
    (
        "Spring and a clock",
        "[invalid_id_token] An error occurred while attempting to decode the Jwt: Jwt used before 2026-11-29T14:12:03Z",
        ("identity-token-iat-ahead",),
    ),
    (
        "Spring expects another algorithm",
        (
            "[invalid_id_token] An error occurred while attempting to decode the Jwt: Signed JWT rejected: Another algorithm expected, "
            "or no matching "
            "key(s) found"
        ),
        ("identity-token-key-unknown",),
    ),
    (
        "Spring and the user's name",
        (
            "java.lang.IllegalArgumentException: Missing attribute 'name' in attributes\n\tat "
            "org.springframework.security.oauth2.core.user.DefaultOAuth2User"
        ),
        ("callback-user-lost",),
    ),
    (
        "Spring quotes Apple",
        (
            "OAuth2AuthenticationException: [invalid_token_response] An error occurred while attempting to retrieve the OAuth 2.0 "
            "Access Token Response: "
            '400 Bad Request: "{"error":"invalid_client"}"'
        ),
        ("secret-expired",),
    ),
    (
        "the nonce differs in Spring",
        "org.springframework.security.oauth2.core.OAuth2AuthenticationException: [invalid_nonce]",
        ("nonce-hashed-on-one-side", "nonce-differs"),
    ),
    (
        "Nimbus cannot fetch the keys",
        (
            "org.springframework.security.oauth2.jwt.JwtException: An error occurred while attempting to decode the Jwt: Couldn't retrieve "
            "remote JWK set: "
            'org.springframework.web.client.ResourceAccessException: I/O error on GET request for "https://appleid.apple.com/auth/keys": '
            "Read timed out"
        ),
        ("jwks-broken",),
    ),
    (
        "Nimbus and the audience",
        "com.nimbusds.jwt.proc.BadJWTException: JWT audience rejected: [com.acmefit.app]",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "jjwt signs with HS256",
        (
            "io.jsonwebtoken.security.InvalidKeyException: The signing key's algorithm 'EC' does not equal a valid HmacSHA* algorithm "
            "name and cannot be "
            "used with HS256.\n\tat com.acmefit.AppleService.clientSecret(AppleService.java:77)"
        ),
        ("secret-alg-not-es256",),
    ),
    (
        "jjwt is given the text of the key",
        (
            "java.lang.IllegalArgumentException: Base64-encoded key bytes may only be specified for HMAC signatures.  If using RSA or "
            "Elliptic Curve, use the "
            "signWith(SignatureAlgorithm, Key) method instead."
        ),
        ("key-form-not-expected-by-consumer",),
    ),
    (
        "jjwt without its implementation",
        (
            "io.jsonwebtoken.impl.lang.UnavailableImplementationException: Unable to find an implementation for interface "
            "io.jsonwebtoken.io.Serializer using "
            "java.util.ServiceLoader. Ensure you include a backing implementation .jar in the classpath"
        ),
        ("key-never-reached-the-signer", "secret-empty"),
    ),
    (
        "jjwt and the aud of the web",
        "io.jsonwebtoken.IncorrectClaimException: Expected aud claim to be: com.acmefit.app, but was: com.acmefit.web.",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "jjwt and an old identity token",
        (
            "io.jsonwebtoken.ExpiredJwtException: JWT expired 606000 milliseconds ago at 2026-11-29T14:12:03.000Z. Current time: "
            "2026-11-29T14:22:09.000Z."
        ),
        ("identity-token-expired",),
    ),
    (
        "jjwt and the first key of the set",
        (
            "io.jsonwebtoken.security.SignatureException: JWT signature does not match locally computed signature. JWT validity cannot be "
            "asserted and should "
            "not be trusted."
        ),
        ("jwks-first-key-only",),
    ),
    (
        "java-jwt and the audience",
        "com.auth0.jwt.exceptions.IncorrectClaimException: The Claim 'aud' value doesn't contain the required audience.",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "java-jwt without a nonce",
        "com.auth0.jwt.exceptions.MissingClaimException: The Claim 'nonce' is not present in the JWT.",
        ("nonce-absent",),
    ),
    (
        "jwks-rsa and a kid that it does not know",
        "com.auth0.jwk.SigningKeyNotFoundException: No key found in https://appleid.apple.com/auth/keys with kid Bh6H7rHVmb",
        ("identity-token-key-unknown",),
    ),
    (
        "java-jwt is given the code",
        "com.auth0.jwt.exceptions.JWTDecodeException: The token was expected to have 3 parts, but got 1.",
        ("identity-token-is-not-a-jws",),
    ),
    (
        "Quarkus and the audience",
        """ERROR [io.quarkus.oidc.runtime.OidcProvider] Token verification has failed: JWT (claims->{"iss":"https://appleid.apple.com"}) rejected due
 to invalid claims or other invalid content. Additional details: [[8] Audience (aud) claim [com.acmefit.app] doesn't contain an acceptable identifier.
 Expected com.acmefit.web as an aud value.]""",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "Quarkus lost the state cookie",
        "DEBUG [io.quarkus.oidc.runtime.CodeAuthenticationMechanism] Matching state cookie is not found",
        ("callback-lost-cookie",),
    ),
    (
        "pac4j compares the state",
        (
            "org.pac4j.core.exception.TechnicalException: State parameter is different from the one sent in authentication request. "
            "Session expired or possible "
            "threat of cross-site request forgery"
        ),
        ("callback-lost-cookie", "state-mismatch"),
    ),
    (
        "Micronaut lost the state",
        "io.micronaut.security.oauth2.endpoint.authorization.state.InvalidStateException: Could not find the stored state",
        ("callback-lost-cookie",),
    ),
    (
        "Play's filter refuses the callback",
        "[warn] p.filters.CSRF - [CSRF] Check failed because application/x-www-form-urlencoded for request /authenticate/apple",
        ("callback-refused-by-own-csrf",),
    ),
    (
        "Silhouette lost its cookie",
        "OAuth2StateException: [Silhouette][CsrfStateItemHandler] State cookie doesn't exists for name: OAuth2State",
        ("callback-lost-cookie",),
    ),
    (
        "Ktor does not know the state",
        "io.ktor.server.auth.OAuth2Exception$InvalidNonce: Nonce verification failed",
        ("callback-lost-cookie", "state-mismatch"),
    ),
    (
        "Spring's handler takes GET only",
        (
            "WARN o.s.w.s.m.support.DefaultHandlerExceptionResolver : Resolved [org.springframework.web.HttpRequestMethodNotSupportedException: "
            "Request method 'POST' is not supported]"
        ),
        ("callback-route-is-get-only",),
    ),
    (
        "Spring's handler wants JSON",
        "HttpMediaTypeNotSupportedException: Content type 'application/x-www-form-urlencoded;charset=UTF-8' not supported",
        ("callback-body-not-read-as-form",),
    ),
    (
        "Spring's handler wants the user every time",
        "MissingServletRequestParameterException: Required request parameter 'user' for method parameter type String is not present",
        ("callback-user-required-always", "callback-user-lost"),
    ),
    (
        "Jackson reads the form",
        (
            "HttpMessageNotReadable: JSON parse error: Unrecognized token 'code': was expecting (JSON String, Number, Array, Object or token "
            "'null', 'true' or 'false')"
        ),
        ("callback-body-not-read-as-form",),
    ),
    (
        "Google's HTTP client quotes Apple",
        """com.google.api.client.auth.oauth2.TokenResponseException: 400 Bad Request
POST https://appleid.apple.com/auth/token
{
  "error" : "invalid_client"
}
	at com.google.api.client.auth.oauth2.TokenResponseException.from(TokenResponseException.java:103)""",
        ("secret-expired",),
    ),
    (
        "the user cancelled, in Spring",
        "org.springframework.security.oauth2.core.OAuth2AuthenticationException: [user_cancelled_authorize] ",
        ("callback-cancel-not-handled",),
    ),
    (
        "Feign quotes Apple",
        (
            "feign.FeignException$BadRequest: [400 Bad Request] during [POST] to [https://appleid.apple.com/auth/token] [AppleClient#token(Map)]: "
            '[{"error":"invalid_client"}]'
        ),
        ("secret-expired",),
    ),
)
