"""What people paste whose sign-in fails in Go: the names are made up, the messages are those of the libraries."""

from __future__ import annotations

REPORTS = (
    (
        "a key with escaped line breaks",
        'time=2026-11-29T14:12:03Z level=ERROR msg="generate apple client secret" err="empty block after decoding"',
        ("key-newlines-escaped", "key-pem-lines-missing"),
    ),
    (
        "the RSA helper was given a path",
        "2026/11/29 14:12:03 apple: invalid key: Key must be a PEM encoded PKCS1 or PKCS8 key",
        ("key-is-a-path",),
    ),
    (
        "ParseECPrivateKey in place of ParsePKCS8PrivateKey",
        (
            "panic: x509: failed to parse private key (use ParsePKCS8PrivateKey instead for this key format)\n\ngoroutine 1 [running]:\n"
            "main.appleSecret(...)\n\t/src/cmd/server/apple.go:41 +0x1a5"
        ),
        ("key-form-not-expected-by-consumer",),
    ),
    (
        "the same in an older Go",
        (
            "2019/08/09 14:56:14 x509: failed to parse EC private key: asn1: structure error: tags don't match (4 vs {class:0 tag:16 length:19 "
            "isCompound:true}) {optional:false explicit:false application:false} []uint8 @5"
        ),
        ("key-form-not-expected-by-consumer",),
    ),
    (
        "the key's text was given to SignedString",
        "sign in with apple: key is of invalid type: ECDSA sign expects *ecdsa.PrivateKey",
        ("key-form-not-expected-by-consumer", "key-wrong-curve"),
    ),
    (
        "HS256 with the parsed key",
        "apple secret: key is of invalid type: HMAC sign expects []byte",
        ("secret-alg-not-es256",),
    ),
    (
        "an RSA key",
        'level=error msg="apple provider" error="key is not a valid ECDSA private key"',
        ("key-is-rsa", "key-wrong-curve"),
    ),
    (
        "a truncated key",
        "apple: x509: failed to parse EC private key embedded in PKCS#8: asn1: syntax error: data truncated",
        ("key-is-truncated",),
    ),
    (
        "the key file is not in the image",
        "2026/11/29 14:12:03 open /etc/secrets/AuthKey_2X9R4HXF34.p8: no such file or directory",
        ("key-never-reached-the-signer",),
    ),
    (
        "a line of the PEM in base64",
        'ERR decode APPLE_PRIVATE_KEY error="illegal base64 data at input byte 64"',
        ("key-base64-damaged",),
    ),
    (
        "goth lost its session",
        "could not find a matching session for this request\n[GIN] 2026/11/29 - 14:12:03 | 400 | POST /auth/apple/callback",
        ("callback-lost-cookie",),
    ),
    (
        "goth compares the state",
        "error completing user auth: state token mismatch provider=apple",
        ("callback-lost-cookie", "state-mismatch"),
    ),
    (
        "gorilla/csrf on the callback",
        '"POST /callback/apple HTTP/2.0" 403 33 Forbidden - CSRF token not found in request',
        ("callback-refused-by-own-csrf",),
    ),
    (
        "the bundle ID's token and golang-jwt",
        '{"level":"warn","msg":"apple login","error":"token has invalid claims: token has invalid audience"}',
        ("identity-token-aud-is-other-client",),
    ),
    (
        "the bundle ID's token and go-oidc",
        'failed to verify ID Token: oidc: expected audience "com.acmefit.web" got ["com.acmefit.app"]',
        ("identity-token-aud-is-other-client",),
    ),
    (
        "discovery names another host",
        'panic: oidc: issuer did not match the issuer returned by provider, expected "https://appleid.apple.com" got "https://account.apple.com"',
        ("identity-token-iss-from-discovery",),
    ),
    (
        "go-oidc expects another issuer",
        'oidc: id token issued by a different provider, expected "https://account.apple.com" got "https://appleid.apple.com"',
        ("identity-token-iss-from-discovery",),
    ),
    (
        "go-oidc accepts ES256 only",
        'oidc: id token signed with unsupported algorithm, expected ["ES256"] got "RS256"',
        ("identity-token-alg-not-rs256", "secret-alg-not-es256"),
    ),
    (
        "an old identity token",
        "rpc error: code = Unauthenticated desc = verify apple token: oidc: token is expired (Token Expiry: 2026-11-29 14:12:03 +0000 UTC)",
        ("identity-token-expired",),
    ),
    (
        "a clock that is late",
        '{"error":"Token used before issued"}',
        ("identity-token-iat-ahead",),
    ),
    (
        "the first key of the set",
        "apple: token signature is invalid: crypto/rsa: verification error",
        ("jwks-first-key-only",),
    ),
    (
        "the cached key set lacks the kid",
        'public key with kid "Bh6H7rHVmb" not found in Apple JWKS',
        ("identity-token-key-unknown",),
    ),
    (
        "the keys cannot be fetched",
        "failed to verify signature: fetching keys oidc: get keys failed: 403 Forbidden <html><head><title>403 Forbidden</title></head></html>",
        ("jwks-broken", "edge-forbidden"),
    ),
    (
        "email_verified is a string",
        "apple claims: json: cannot unmarshal string into Go struct field AppleClaims.email_verified of type bool",
        ("identity-token-claim-form-refused",),
    ),
    (
        "the code in place of the identity token",
        "token is malformed: token contains an invalid number of segments",
        ("identity-token-is-not-a-jws",),
    ),
    (
        "jwx expects another audience",
        'failed to parse apple id_token: "aud" not satisfied',
        ("identity-token-aud-is-other-client",),
    ),
    (
        "Nakama has the Services ID as its bundle ID",
        '{"error":"Could not authenticate Apple profile.","message":"Could not authenticate Apple profile.","code":16}',
        ("identity-token-aud-is-other-client",),
    ),
    (
        "Echo's protection refuses the callback",
        'POST /auth/apple/callback 403 {"message":"invalid csrf token"}',
        ("callback-refused-by-own-csrf",),
    ),
    (
        "zitadel/oidc and the aud of the app",
        'failed to exchange token: audience is not valid: Audience must contain client_id "com.acmefit.web"',
        ("identity-token-aud-is-other-client",),
    ),
    (
        "zitadel/oidc lost its cookie",
        "failed to get state: http: named cookie not present",
        ("callback-lost-cookie",),
    ),
    (
        "a handler of one's own does not find its cookie",
        "2026/11/29 14:12:03 apple callback: http: named cookie not present",
        ("callback-lost-cookie",),
    ),
    (
        "a key function that wants ECDSA",
        "token is unverifiable: error while executing keyfunc: unexpected signing method: RS256",
        ("identity-token-alg-not-rs256",),
    ),
    (
        "x/oauth2 quotes Apple",
        'apple exchange: oauth2: "invalid_client"',
        ("secret-expired",),
    ),
)
