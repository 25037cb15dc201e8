"""What people paste whose sign-in fails in .NET: the names are made up, the messages are those of the libraries."""

from __future__ import annotations

_LOST_COOKIE = ("callback-lost-cookie",)

REPORTS = (
    (
        "the correlation cookie did not come back",
        """warn: AspNet.Security.OAuth.Apple.AppleAuthenticationHandler[15]
      '.AspNetCore.Correlation.Apple.Zk3xP9y' cookie not found.
info: AspNet.Security.OAuth.Apple.AppleAuthenticationHandler[4]
      Error from RemoteAuthentication: Correlation failed..
fail: Microsoft.AspNetCore.Server.Kestrel[13]
      System.Exception: An error was encountered while handling the remote login.
       ---> System.Exception: Correlation failed.""",
        _LOST_COOKIE,
    ),
    (
        "the nonce cookie did not come back",
        """Microsoft.IdentityModel.Protocols.OpenIdConnect.OpenIdConnectProtocolInvalidNonceException: IDX21323: RequireNonce is 'True'.
OpenIdConnectProtocolValidationContext.Nonce was null, OpenIdConnectProtocol.ValidatedIdToken.Payload.Nonce was not null. The nonce cannot
be validated. If you don't need to check the nonce, set OpenIdConnectProtocolValidator.RequireNonce to 'false'.
   at Microsoft.AspNetCore.Authentication.OpenIdConnect.OpenIdConnectHandler.HandleRemoteAuthenticateAsync()""",
        _LOST_COOKIE,
    ),
    (
        "the cookie is set over HTTP",
        (
            "warn: Microsoft.AspNetCore.Http.ResponseCookies[1]\n"
            "      The cookie '.AspNetCore.Correlation.apple.N4s' has set 'SameSite=None' and must also set 'Secure'."
        ),
        _LOST_COOKIE,
    ),
    (
        "the state cannot be read after a restart",
        (
            "System.Exception: An error was encountered while handling the remote login.\n"
            " ---> System.Exception: The oauth state was missing or invalid.\n   --- End of inner exception stack trace ---"
        ),
        ("state-mismatch", "callback-lost-cookie"),
    ),
    (
        "IIS without a user profile",
        """System.Exception: An error was encountered while handling the remote login.
 ---> Internal.Cryptography.CryptoThrowHelper+WindowsCryptographicException: The system cannot find the file specified.
   at System.Security.Cryptography.CngKeyLite.ImportKeyBlob(String blobType, ReadOnlySpan`1 keyBlob, Boolean encrypted, ReadOnlySpan`1 password)
   at System.Security.Cryptography.CngPkcs8.ImportPkcs8(ReadOnlySpan`1 keyBlob)
   at AspNet.Security.OAuth.Apple.Internal.DefaultAppleClientSecretGenerator.CreateAlgorithm(Byte[] keyBlob)""",
        ("key-never-reached-the-signer",),
    ),
    (
        "the same in German, without a stack",
        (
            "[14:12:03 ERR] Failed to generate new client secret for the Apple authentication scheme.\n"
            "System.Security.Cryptography.CryptographicException (0x80070002): Das System kann die angegebene Datei nicht finden."
        ),
        ("key-never-reached-the-signer",),
    ),
    (
        "the same in Chinese",
        (
            "System.Security.Cryptography.CryptographicException: 系统找不到指定的文件。\n"
            "   at System.Security.Cryptography.CngKey.Import(ReadOnlySpan`1 keyBlob, String curveName, CngKeyBlobFormat format)"
        ),
        ("key-never-reached-the-signer",),
    ),
    (
        "the path of the key in place of the key",
        """fail: AspNet.Security.OAuth.Apple.Internal.DefaultAppleClientSecretGenerator[1]
      Failed to generate new client secret for the Apple authentication scheme.
      System.ArgumentException: No supported key formats were found. Check that the input represents the contents of a PEM-encoded key file, not the
      path to such a file. (Parameter 'input')
         at System.Security.Cryptography.ECDsa.ImportFromPem(ReadOnlySpan`1 input)""",
        ("key-is-a-path", "key-pem-lines-missing"),
    ),
    (
        "the key with its PEM lines was decoded as base64",
        (
            "System.FormatException: The input is not a valid Base-64 string as it contains a non-base 64 character, more than two "
            "padding characters, "
            "or an illegal character among the padding characters.\n   at System.Convert.FromBase64_ComputeResultLength(Char* "
            "inputPtr, Int32 inputLength)\n"
            "   at MyApp.AppleClientSecretFactory.Create() in /src/AppleClientSecretFactory.cs:line 31"
        ),
        ("key-base64-damaged", "key-form-not-expected-by-consumer"),
    ),
    (
        "the .p8 is not beside the program",
        "Unhandled exception. System.IO.FileNotFoundException: Could not find file '/app/Keys/AuthKey_2X9R4HXF34.p8'.",
        ("key-never-reached-the-signer",),
    ),
    (
        "the bundle ID's token at the web's handler",
        """fail: AspNet.Security.OAuth.Apple.Internal.DefaultAppleIdTokenValidator[1]
      Apple ID token validation failed for issuer https://appleid.apple.com and audience com.acmefit.web.
      Microsoft.IdentityModel.Tokens.SecurityTokenInvalidAudienceException: IDX10214: Audience validation failed. Audiences: 'com.acmefit.app'.
      Did not match: validationParameters.ValidAudience: 'com.acmefit.web' or validationParameters.ValidAudiences: 'null'.""",
        ("identity-token-aud-is-other-client",),
    ),
    (
        "an API that says why in a header",
        (
            'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error="invalid_token", error_description="IDX10214: Audience validation failed. '
            "Audiences: 'com.acmefit.app'. Did not match: validationParameters.ValidAudience: 'com.acmefit.web'\""
        ),
        ("identity-token-aud-is-other-client",),
    ),
    (
        "the issuer of another host",
        (
            "SecurityTokenInvalidIssuerException: IDX10205: Issuer validation failed. Issuer: 'https://appleid.apple.com'. Did not match: "
            "validationParameters.ValidIssuer: 'https://account.apple.com' or validationParameters.ValidIssuers: 'null'."
        ),
        ("identity-token-iss-from-discovery", "identity-token-iss-not-apple"),
    ),
    (
        "an expired identity token",
        (
            "Microsoft.IdentityModel.Tokens.SecurityTokenExpiredException: IDX10223: Lifetime validation failed. The token is expired. "
            "ValidTo (UTC): '11/29/2026 14:12:03', Current time (UTC): '11/29/2026 14:32:10'."
        ),
        ("identity-token-expired",),
    ),
    (
        "a clock behind Apple's",
        "SecurityTokenNotYetValidException: IDX10222: Lifetime validation failed. The token is not yet valid. ValidFrom (UTC): '11/29/2026 14:12:03'",
        ("identity-token-iat-ahead", "identity-token-iat-ahead-by-time-zone"),
    ),
    (
        "a kid that the cached key set lacks",
        """Microsoft.IdentityModel.Tokens.SecurityTokenSignatureKeyNotFoundException: IDX10501: Signature validation failed. Unable to match key:
kid: 'Bh6H7rHVmb'.
Number of keys in TokenValidationParameters: '1'.
Number of keys in Configuration: '0'.""",
        ("identity-token-key-unknown", "jwks-kept-for-ever"),
    ),
    (
        "the first key of the set is used",
        (
            "SecurityTokenInvalidSignatureException: IDX10511: Signature validation failed. Keys tried: "
            "'Microsoft.IdentityModel.Tokens.RsaSecurityKey, KeyId: "
            "'fh6Bs8C''. Number of keys in TokenValidationParameters: '1'. apple sign in"
        ),
        ("jwks-first-key-only",),
    ),
    (
        "a proxy blocks Apple's keys",
        (
            "System.InvalidOperationException: IDX20803: Unable to obtain configuration from: "
            "'https://appleid.apple.com/.well-known/openid-configuration'.\n"
            " ---> System.IO.IOException: IDX20804: Unable to retrieve document from: 'https://appleid.apple.com/.well-known/openid-configuration'."
        ),
        ("jwks-broken", "edge-forbidden"),
    ),
    (
        "the client_secret is made with RS256",
        (
            "System.NotSupportedException: IDX10634: Unable to create the SignatureProvider.\nAlgorithm: 'RS256', SecurityKey: "
            "'Microsoft.IdentityModel.Tokens.ECDsaSecurityKey, KeyId: '2X9R4HXF34', InternalId: 'a'.'\n is not supported."
        ),
        ("secret-alg-not-es256",),
    ),
    (
        "the .p8's text as the key of an HMAC",
        (
            "System.ArgumentOutOfRangeException: IDX10720: Unable to create KeyedHashAlgorithm for algorithm 'HS256', the key size "
            "must be greater than: "
            "'256' bits, key has '80' bits. (Parameter 'keyBytes')\n   at AppleTokenGenerator.CreateClientSecret()"
        ),
        ("secret-alg-not-es256", "secret-signed-with-key-text"),
    ),
    (
        "antiforgery on the callback",
        (
            "warn: Microsoft.AspNetCore.Antiforgery[1]\n      Antiforgery token validation failed. The required antiforgery cookie "
            '".AspNetCore.Antiforgery.DlX38oyl0aI" is not present.\ninfo: POST https://acmefit.example/signin-apple - 400'
        ),
        ("callback-refused-by-own-csrf",),
    ),
    (
        "the user cancelled",
        (
            "System.Exception: An error was encountered while handling the remote login.\n ---> System.Exception: Access was denied by "
            "the resource owner "
            "or by the remote server."
        ),
        ("callback-cancel-not-handled",),
    ),
    (
        "the callback has no code",
        (
            "Microsoft.AspNetCore.Authentication.AuthenticationFailureException: An error was encountered while handling the remote login.\n"
            " ---> Microsoft.AspNetCore.Authentication.AuthenticationFailureException: Code was not found."
        ),
        ("callback-body-not-read-as-form",),
    ),
    (
        "the settings lack the client_id",
        (
            "Unhandled exception. System.ArgumentException: The 'ClientId' option must be provided. (Parameter 'ClientId')\n"
            "   at Microsoft.AspNetCore.Authentication.OAuth.OAuthOptions.Validate()"
        ),
        ("client-id-missing",),
    ),
    (
        "no key ID in the settings",
        "System.ArgumentException: The 'KeyId' option must be provided if the 'GenerateClientSecret' option is set to true. (Parameter 'KeyId')",
        ("key-never-reached-the-signer", "secret-empty", "client-secret-missing"),
    ),
    (
        "something else in place of the identity token",
        "SecurityTokenMalformedException: IDX12741: JWT must have three segments (JWS) or five segments (JWE).",
        ("identity-token-is-not-a-jws",),
    ),
    (
        "the code is looked for in the query",
        'Microsoft.AspNetCore.Http.BadHttpRequestException: Required parameter "string code" was not provided from query string.',
        ("callback-body-not-read-as-form",),
    ),
    (
        "an application pool that cannot store keys",
        "Internal.Cryptography.CryptoThrowHelper+WindowsCryptographicException: Keyset does not exist",
        ("key-never-reached-the-signer",),
    ),
    (
        "the user cancelled, with Apple's word",
        "info: AppleAuthenticationHandler[4]\n      Error from RemoteAuthentication: user_cancelled_authorize.",
        ("callback-cancel-not-handled",),
    ),
    (
        "OpenIddict lost its cookie",
        (
            "error: invalid_request\nerror_description: No correlation cookie associated with the specified state can be found. Please try "
            "logging in again."
        ),
        ("callback-lost-cookie",),
    ),
    (
        "OpenIddict and the nonce",
        "The 'nonce' claim returned in the specified backchannel identity token doesn't match the expected value.",
        ("nonce-hashed-on-one-side", "nonce-differs"),
    ),
    (
        "jose-jwt is given the text of the key",
        (
            "System.ArgumentException: EcdsaUsingSha algorithm expects key to be of CngKey, ECDsa or Jwk types with kty='EC'.\n   at "
            "Jose.JWT.Encode(...)"
        ),
        ("key-form-not-expected-by-consumer",),
    ),
    (
        "Apple refuses the client",
        """System.Exception: An error was encountered while handling the remote login.
 ---> System.Exception: OAuth token endpoint failure: Status: BadRequest;Headers: Server: Apple
;Body: {"error":"invalid_client"};""",
        ("secret-expired",),
    ),
)
